import { builtinModules } from "node:module";
import tseslint from "typescript-eslint";

/** The part of the fence that lint holds: what code may name. Shared by `npm run lint` and `npm run fence`. */

const SCIENCE = ["packages/models/*/src/**/*.ts"];
const TOOLKIT = ["packages/toolkit/*/src/**/*.ts"];
const CORE = ["packages/core/src/**/*.ts"];
const ENGINEERING = ["packages/*/src/**/*.ts", "packages/*/*/src/**/*.ts"];
const NOT_ENGINEERING = ["core", "testkit", "toolkit", "models"].map((folder) => `packages/${folder}/**`);

/** @typedef {{ name: string, message: string }} Banned */

/** @param {string[]} names @param {string} message @returns {Banned[]} */
const named = (names, message) => names.map((name) => ({ name, message }));

const platform = [
  ...named(
    ["fetch", "XMLHttpRequest", "WebSocket", "EventSource"],
    "take the data from the samples: sources belong to engineering",
  ),
  ...named(["process"], "take settings as arguments; the environment belongs to engineering"),
  ...named(["console"], "say it with run.log or run.progress"),
  ...named(
    ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask"],
    "await what you wait for; run.signal says when to stop",
  ),
  ...named(
    ["require", "module", "exports", "__dirname", "__filename"],
    "import an ES module that package.json declares",
  ),
  ...named(["Buffer"], "use Uint8Array, utf8Bytes and utf8Text of @tandem/core"),
  ...named(["performance"], "measure outside: bench/ and the flows time every run"),
  ...named(["window", "document", "navigator", "localStorage"], "models run without a browser"),
];
const wholePlatform = named(
  ["globalThis", "global", "self"],
  "name what you need: only toolkit packages ask the platform",
);

const clockAndChance = [
  { object: "Math", property: "random", message: "use run.random: equal seeds must give equal models" },
  {
    object: "Date",
    property: "now",
    message: "take the time from a sample's field: training twice must give the same model",
  },
];
const clockSyntax = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
    message: "take the time from a sample's field: training twice must give the same model",
  },
];
const dynamicImports = [
  {
    selector: "ImportExpression:not([source.type='Literal'])",
    message: "import a literal package name, so that the fence can read it",
  },
];
const nodeImports = {
  group: [...builtinModules, "node:*"],
  message: "Node is not there for models: bytes go through a Codec, data comes as samples",
};
const nodeByDynamicImport = {
  selector: `ImportExpression[source.value=/^(node:.*|${builtinModules.join("|").replaceAll("/", "\\u002F")})$/]`,
  message: nodeImports.message,
};

const sealedNames = [
  ..."Model Classifier Regressor defineDataset defineModel DatasetBuilder DatasetDefinition Dataset LabeledDataset".split(
    " ",
  ),
  ..."Features DenseMatrix SparseMatrix FittedModel TrainOptions ModelDefinition".split(" "),
];
const engineeringNames = [
  ..."ArtifactStore memoryStore saveModel loadModel loadArtifact loadRecords listVersions ModelRef StoredInfo".split(
    " ",
  ),
  ..."PutOptions logTo LogSink".split(" "),
];
/** @param {string[]} importNames @param {string} message */
const fromCore = (importNames, message) => ({ name: "@tandem/core", importNames, message });

/** Comments cannot switch the fence off. */
const typesStayOn = {
  "@typescript-eslint/triple-slash-reference": ["error", { lib: "never", path: "never", types: "never" }],
  "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": true, "ts-ignore": true, "ts-nocheck": true }],
  "no-eval": "error",
  "no-new-func": "error",
};

/**
 * What holds for code that knows no platform; core may tell the time.
 * @param {string[]} files
 * @param {{ globals?: Banned[], properties?: object[], syntax?: object[], paths?: object[] }} [differences]
 */
const pure = (files, { globals = platform, properties = clockAndChance, syntax = clockSyntax, paths = [] } = {}) => ({
  files,
  rules: {
    ...typesStayOn,
    "no-restricted-globals": ["error", ...globals],
    ...(properties.length ? { "no-restricted-properties": ["error", ...properties] } : {}),
    "no-restricted-syntax": ["error", ...syntax, nodeByDynamicImport],
    "@typescript-eslint/no-restricted-imports": ["error", { paths, patterns: [nodeImports] }],
  },
});

export const fenceRules = [
  { files: ["**/*.ts"], plugins: { "@typescript-eslint": tseslint.plugin } },
  pure(CORE, { properties: [], syntax: [] }),
  pure(TOOLKIT),
  pure(SCIENCE, {
    globals: [...platform, ...wholePlatform],
    syntax: [...clockSyntax, ...dynamicImports],
    paths: [fromCore(engineeringNames, "leave it to the flows: a model does not know where it is kept or watched")],
  }),
  {
    files: ENGINEERING,
    ignores: NOT_ENGINEERING,
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { paths: [fromCore(sealedNames, "hold a ModelPackage: features and estimator are sealed inside it")] },
      ],
    },
  },
];
