const { numericLibraries } = require("./scripts/fence/numeric-libraries.cjs");

/** The fence's file rules. A rule's comment says what to do instead: `npm run fence` prints it. */

const numeric = numericLibraries(process.cwd());
const installed = (names) => `(^|/)node_modules/(${names.map((name) => name.replace(/[/.]/g, "\\$&")).join("|")})(/|$)`;
const byName = (names) => `^(${names.map((name) => name.replace(/[/.]/g, "\\$&")).join("|")})(/|$)`;
const any = (...patterns) => patterns.join("|");

const science = "^packages/models/[^/]+/src/";
const ownFolder = "^packages/(.+?)/src/";
const engineering = "^packages/(?!core/|testkit/|toolkit/|models/).+?/src/";
const numbers = any(installed(numeric), byName(numeric));

module.exports = {
  forbidden: [
    {
      name: "core-imports-nothing",
      comment: "core is a leaf: restate the type structurally, or take the thing as an argument",
      severity: "error",
      from: { path: "^packages/core/src/" },
      to: { pathNot: "^packages/core/src/" },
    },
    {
      name: "model-imports-model",
      comment: "models stay apart: move what they share to a toolkit package",
      severity: "error",
      from: { path: "^packages/models/([^/]+)/src/" },
      to: { path: any("^packages/models/", "^@tandem/model-"), pathNot: "^packages/models/$1/" },
    },
    {
      name: "models-know-core-and-toolkit-only",
      comment: "import @tandem/core, a toolkit package, zod or a library that a toolkit package stands on",
      severity: "error",
      from: { path: science },
      to: {
        pathNot: any(
          "^packages/(core|toolkit/[^/]+|models/[^/]+)/src/",
          "^@tandem/(core|toolkit-|model-)",
          installed(["zod"]),
          numbers,
        ),
      },
    },
    {
      name: "toolkit-knows-core-only",
      comment: "toolkit packages build on core, on each other and on numeric libraries, never on engineering or models",
      severity: "error",
      from: { path: "^packages/toolkit/[^/]+/src/" },
      to: { path: "^(packages/|@tandem/)", pathNot: "^(packages/(core|toolkit/[^/]+)/src/|@tandem/(core|toolkit-))" },
    },
    {
      name: "engineering-imports-no-model",
      comment: "take a ModelPackage as an argument: only examples and a team's own app see both sides",
      severity: "error",
      from: { path: ownFolder, pathNot: science },
      to: { path: any("^packages/models/", "^@tandem/model-") },
    },
    {
      name: "engineering-imports-no-numbers",
      comment:
        "numeric libraries and toolkit packages belong to models: ask the ModelPackage, or compute in evaluation",
      severity: "error",
      from: { path: engineering },
      to: { path: any("^packages/toolkit/", "^@tandem/toolkit-", numbers) },
    },
    {
      name: "no-testkit-in-src",
      comment: "only tests import testkit",
      severity: "error",
      from: { path: ownFolder, pathNot: "^packages/testkit/" },
      to: { path: "^(packages/testkit/|@tandem/testkit)" },
    },
    {
      name: "no-deep-import",
      comment: "import the package by its name, and only what its index.ts lists",
      severity: "error",
      from: { path: ownFolder },
      to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "no-unresolvable",
      comment: "the package does not export this: import a public name, or declare the package and run npm install",
      severity: "error",
      from: { path: ownFolder },
      to: { couldNotResolve: true, dependencyTypesNot: ["npm-optional", "npm-peer"] },
    },
    {
      name: "no-undeclared-package",
      comment: "add the package to this package's own dependencies: the root's are not there for who installs it",
      severity: "error",
      from: { path: ownFolder },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer", "npm-optional"] },
    },
    {
      name: "no-dev-package-in-src",
      comment: "move the package from devDependencies to dependencies or peerDependencies",
      severity: "error",
      from: { path: ownFolder },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "npm-peer", "npm-optional"] },
    },
    {
      name: "no-cycle",
      comment: "move what both need to a file that imports neither; only `import type` may go round",
      severity: "error",
      from: { path: "/src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@tandem/source", "import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
    },
  },
};
