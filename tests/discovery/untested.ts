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
  objects: "what object stores share; each of them runs the suites over it",
  ranking: "how documents are ranked; each technology that searches runs the suite over it",
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
    const suites = suitesFor(join(root, folder)).filter((suite) => !calls.has(suite));
    if (suites.length > 0) return suites.map((suite) => `${folder} never calls ${suite}`);
    const calledAny = Object.values(STORAGE_SUITES).some((suite) => calls.has(suite));
    return calledAny ? [] : [`${folder} never calls one of the storage suites`];
  });
  return [...models.map((folder) => `${folder} never calls testModelPackage`), ...storage];
}

/** The suites of the contracts that the package's sources name. */
function suitesFor(folder: string): readonly string[] {
  const files = typescriptFiles(join(folder, "src"));
  const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
  const named = Object.entries(STORAGE_SUITES).filter(([contract]) => new RegExp(`\\b${contract}\\b`).test(text));
  return named.map(([, suite]) => suite);
}

function packagesIn(root: string, group: string): readonly string[] {
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")));
}
