import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the tests of the whole workspace know of it: its packages, by discovery. */

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The folders of all packages under packages/, from the root, sorted. */
export function workspaceFolders(root: string): readonly string[] {
  return readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const folder = `packages/${name}`;
      if (existsSync(join(root, folder, "package.json"))) return [folder];
      return readdirSync(join(root, folder)).map((inner) => `${folder}/${inner}`);
    })
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .sort();
}

export function manifestOf(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}
