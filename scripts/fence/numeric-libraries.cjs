const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** Libraries of toolkit packages that are no matter of numbers, so that engineering may use them as well. */
const GENERAL = new Set(["zod", "piscina", "vitest"]);

/** What toolkit packages stand on: models may import it, engineering may not. A new dependency of a toolkit package is one. */
exports.numericLibraries = (root) => {
  const toolkit = join(root, "packages", "toolkit");
  const manifests = readdirSync(toolkit).map((name) => join(toolkit, name, "package.json"));
  const named = manifests.flatMap((file) => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(file, "utf8"));
    return Object.keys({ ...dependencies, ...peerDependencies });
  });
  return [...new Set(named)].filter((name) => !name.startsWith("@tandem/") && !GENERAL.has(name)).sort();
};
