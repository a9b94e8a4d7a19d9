import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** A copy of the workspace's sources with the fixtures planted in it, so that the fence meets them in the real packages. */

const ROOT_FILES = [
  ..."package.json package-lock.json turbo.json tsconfig.base.json .dependency-cruiser.cjs".split(" "),
  ..."eslint.fence.config.mjs scripts".split(" "),
];
const PACKAGE_FILES = ["package.json", "tsconfig.json", "turbo.json", "src"];

export interface Expected {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

export class PlantedTree {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "tandem-fence-")));
  readonly expected: Expected[] = [];

  constructor(
    private readonly original: string,
    readonly packages: readonly string[],
  ) {
    for (const file of ROOT_FILES) cpSync(join(original, file), join(this.root, file), { recursive: true });
    for (const folder of packages) {
      for (const file of PACKAGE_FILES) {
        cpSync(join(original, folder, file), join(this.root, folder, file), { recursive: true });
      }
    }
    this.install();
  }

  /** Copies a fixture, telling from its comments (`// fence: rule rule`) which rules must find it, and on which lines. */
  plant(fixture: string, file: string, edit = (text: string) => text): void {
    const text = edit(readFileSync(fixture, "utf8"));
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
    for (const [index, line] of text.split("\n").entries()) {
      const rules = /\/\/ fence: (.+)$/.exec(line)?.[1]?.split(" ") ?? [];
      this.expected.push(...rules.map((rule) => ({ file, line: index + 1, rule })));
    }
  }

  /** Every file of a folder of fixtures, in the package's `src/fence/`-like place: names get a prefix, folders stay flat. */
  plantAll(fixtures: string, packageFolder: string, edit?: (text: string) => string): void {
    for (const name of readdirSync(fixtures)) {
      this.plant(join(fixtures, name), `${packageFolder}/src/${name}`, edit);
    }
  }

  /** A whole package of fixtures; npm would link it, so this does. */
  plantPackage(fixtures: string, folder: string): void {
    for (const file of ["package.json", "tsconfig.json", "turbo.json", "src/index.ts"]) {
      this.plant(join(fixtures, file), `${folder}/${file}`);
    }
    this.link(folder);
  }

  /** What is installed, by links; the workspace's own packages are those of the copy. */
  private install(): void {
    const modules = join(this.original, "node_modules");
    mkdirSync(join(this.root, "node_modules/@tandem"), { recursive: true });
    for (const name of readdirSync(modules)) {
      if (name !== "@tandem") symlinkSync(join(modules, name), join(this.root, "node_modules", name));
    }
    for (const folder of this.packages) {
      this.link(folder);
      const own = join(this.original, folder, "node_modules");
      if (existsSync(own)) symlinkSync(own, join(this.root, folder, "node_modules"));
    }
  }

  private link(folder: string): void {
    const { name } = JSON.parse(readFileSync(join(this.root, folder, "package.json"), "utf8")) as { name: string };
    symlinkSync(join(this.root, folder), join(this.root, "node_modules/@tandem", basename(name)));
  }
}
