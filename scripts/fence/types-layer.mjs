import { join } from "node:path";
import ts from "typescript";
import { listPackages } from "./package-rules.mjs";
import { fromRoot } from "./violation.mjs";

/** Layers 1 and 2, first half: what the compiler sees on each side, from sources, so that no build is needed. */

/** Names and modules that exist only with the platform's types. */
const PLATFORM = new Set([2304, 2307, 2503, 2552, 2580, 2584, 2591, 2792, 2868]);
/** Members and exports that do not exist: of a sealed ModelPackage, say. */
const SEALED = new Set([2305, 2339, 2445, 2446, 2459, 2551, 2724]);

/** @param {string} root @returns {Promise<import("./violation.mjs").Violation[]>} */
export async function typeRules(root) {
  const packages = listPackages(root);
  const base = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.base.json"), {}, configHost)?.options ?? {};
  /** @type {ts.CompilerOptions} */
  const options = { ...base, noEmit: true, declaration: false, typeRoots: [join(root, "node_modules/@types")] };
  for (const key of ["rootDir", "outDir", "tsBuildInfoFile", "composite", "incremental", "declarationMap"])
    delete options[key];
  const host = sharingHost(options);
  const pure = packages.filter(({ tag }) => tag !== "engineering" && tag !== "test");
  const rest = packages.filter(({ tag }) => tag === "engineering" || tag === "test");
  // one program a package: a library of one model must not bring platform types to another
  const violations = pure.map((one) => check(root, [one], { ...options, types: [] }, host));
  return [...violations, check(root, rest, { ...options, types: ["node"] }, host)].flat();
}

/** Programs share what they have parsed. @param {ts.CompilerOptions} options */
function sharingHost(options) {
  const host = ts.createCompilerHost(options);
  const parsed = new Map();
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) => {
    if (!parsed.has(name)) parsed.set(name, getSourceFile.call(host, name, ...rest));
    return parsed.get(name);
  };
  return host;
}

/** @type {ts.ParseConfigFileHost} */
const configHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  },
};

/**
 * @param {string} root @param {readonly import("./package-rules.mjs").Package[]} packages
 * @param {ts.CompilerOptions} options @param {ts.CompilerHost} host
 */
function check(root, packages, options, host) {
  const sources = packages.map(({ folder }) => `${join(root, folder, "src").replaceAll("\\", "/")}/`);
  const files = sources.flatMap((folder) => ts.sys.readDirectory(folder, [".ts"], ["**/node_modules"]));
  const program = ts.createProgram(files, { ...options, allowImportingTsExtensions: true }, host);
  const own = program.getSourceFiles().filter(({ fileName }) => sources.some((folder) => fileName.startsWith(folder)));
  const diagnostics = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return diagnostics.map(({ file, start, code, messageText }) => ({
    file: fromRoot(root, file?.fileName ?? root),
    line: file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 1,
    rule: "types",
    found: `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    instead: adviceFor(code, options.types?.length === 0),
  }));
}

function adviceFor(/** @type {number} */ code, /** @type {boolean} */ pure) {
  if (pure && PLATFORM.has(code)) return "do without it: neither Node nor a browser is there on this side of the fence";
  if (!pure && SEALED.has(code))
    return "use what ModelPackage and TrainedModel offer: the rest is sealed inside the model";
  return "make it compile: npm run types says the same";
}
