import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suiteCalls, typescriptFiles } from "./suite-calls.ts";

/** A contract of core that a storage package keeps when its sources name it, and the suite that holds it to it. */
const STORAGE_SUITES = {
  ArtifactStore: "testArtifactStore",
  KeyValueStore: "testKeyValueStore",
  TableStore: "testTableStore",
  SearchStore: "testSearchStore",
} as const;

/** Packages under storage/ that hold no storage of their own, and why. */
const NO_STORAGE: Readonly<Record<string, string>> = {
  catalog: "opens the storages of other packages",
  sql: "what SQL technologies share; each of them runs the suites over it",
};

/** What is not held to its contract: one line for each package and suite, empty when all is well. */
export function untested(root: string): readonly string[] {
  const models = packagesIn(root, "packages/models").filter(
    (folder) => !suiteCalls(join(root, folder)).has("testModelPackage"),
  );
  const storage = packagesIn(root, "packages/storage").flatMap((folder) => {
    if (NO_STORAGE[folder.split("/").at(-1) ?? ""]) return [];
    const calls = suiteCalls(join(root, folder));
    return suitesFor(join(root, folder))
      .filter((suite) => !calls.has(suite))
      .map((suite) => `${folder} never calls ${suite}`);
  });
  return [...models.map((folder) => `${folder} never calls testModelPackage`), ...storage];
}

/** Every storage package keeps at least one contract. */
function suitesFor(folder: string): readonly string[] {
  const text = typescriptFiles(join(folder, "src"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const suites = Object.entries(STORAGE_SUITES).flatMap(([contract, suite]) =>
    new RegExp(`\\b${contract}\\b`).test(text) ? [suite] : [],
  );
  return suites.length > 0 ? suites : ["one of the storage suites"];
}

function packagesIn(root: string, group: string): readonly string[] {
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")));
}
