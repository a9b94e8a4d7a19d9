import { existsSync } from "node:fs";
import { join } from "node:path";
import { workspacePackages } from "../workspace/packages.mjs";
import { declaredCodes } from "./declarations.mjs";
import { templateOf } from "./messages.mjs";

/**
 * Every package that declares errors, with its codes and what they say. A package's codes stand in src/errors.ts.
 * @param {string} root
 * @param {new (code: never, details: never) => Error} TandemError of the core that the packages were loaded with
 * @param {(file: string) => Promise<unknown>} load runs a package's src/errors.ts, or what it was built to
 */
export async function documentedPackages(root, TandemError, load) {
  const declaring = workspacePackages(root)
    .map(({ folder, manifest }) => ({ name: manifest.name, file: join(root, folder, "src/errors.ts") }))
    .filter(({ file }) => existsSync(file));
  const packages = [];
  for (const { name, file } of declaring) {
    await load(file);
    const codes = declaredCodes(file).map((declaration) => {
      const template = templateOf(
        (details) => new TandemError(/** @type {never} */ (declaration.code), details).message,
      );
      return { ...declaration, template };
    });
    if (codes.length > 0) packages.push({ name, codes });
  }
  return packages;
}
