import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { workspacePackages } from "../workspace/packages.mjs";
import { binOf, runScript } from "./command.mjs";
import { fromRoot } from "./violation.mjs";

/** Layer 3: which package may depend on which, by turbo's tags; and that no package slips out of its tag or settings. */

/** @typedef {import("./violation.mjs").Violation} Violation */
/** @typedef {{ folder: string, name: string, tag: string }} Package */

const UNDECLARED = /cannot import package `([^`]+)` because it is not a dependency.*?\[([^\]]+?):(\d+):\d+\]/g;
const WRONG_TAG = /Package `([^`]+)` found without any tag listed in allowlist for `([^`]+)`/g;
const UNPARSED = /failed to parse file (.+?): ?parser panicked/g;
/** AssemblyScript: its decorators are no TypeScript, and it is compiled to WebAssembly, which imports nothing. */
const ASSEMBLY = /\/assembly\//;
/** Turbo wraps its messages and draws a frame around them. */
const unwrapped = (/** @type {string} */ text) => text.replaceAll(/\n\s*(\|\s*)?/g, " ");

/** @param {string} root @returns {Promise<Violation[]>} */
export async function packageRules(root) {
  const packages = listPackages(root);
  const settings = packages.flatMap((one) => [...wrongTag(root, one), ...wrongSettings(root, one)]);
  return [...settings, ...(await boundaries(root, packages))];
}

/** @param {string} root @param {readonly Package[]} packages @returns {Promise<Violation[]>} */
async function boundaries(root, packages) {
  const { code, stdout, stderr } = await runScript(binOf("turbo"), ["boundaries", "--no-color"], root);
  if (code === 0) return [];
  const text = unwrapped(stdout + stderr);
  /** @type {Violation[]} */
  const violations = [...text.matchAll(UNDECLARED)].map(([, name = "", file = "", line]) => ({
    file: fromRoot(root, file),
    line: Number(line),
    rule: "package-not-declared",
    found: `imports ${name}, which the package does not declare`,
    instead: "add it to the package's own package.json, if its side of the fence may have it",
  }));
  const mistagged = [...text.matchAll(WRONG_TAG)].flatMap(([, dependency = "", dependent = ""]) => {
    const one = packages.find(({ name }) => name === dependent);
    const line = one && lineOf(join(root, one.folder, "package.json"), `"${dependency}"`);
    if (!one || !line) return []; // reached through another package, which has its own line
    return [
      {
        file: `${one.folder}/package.json`,
        line,
        rule: "package-wrong-side",
        found: `${dependent} depends on ${dependency}`,
        instead: `remove it: turbo.json says what a ${one.tag} package may depend on`,
      },
    ];
  });
  const unparsed = [...text.matchAll(UNPARSED)].map(([, file = ""]) => fromRoot(root, file.replaceAll(" ", "")));
  const broken = unparsed
    .filter((file) => !ASSEMBLY.test(file))
    .map((file) => ({
      file,
      line: 1,
      rule: "package-unreadable",
      found: "turbo cannot read this file",
      instead: "make it compile: npm run types says where",
    }));
  const found = [...violations, ...mistagged, ...broken];
  if (found.length > 0 || unparsed.length > 0) return found;
  throw new Error(`turbo boundaries failed:\n${stdout}${stderr}`);
}

/** @param {string} root @returns {Package[]} */
export const listPackages = (root) =>
  workspacePackages(root).map(({ folder, manifest }) => ({ folder, name: manifest.name, tag: tagOf(folder) }));

/** A folder decides the side of the fence. */
function tagOf(/** @type {string} */ folder) {
  const [, group = ""] = folder.split("/");
  const tags = /** @type {Record<string, string>} */ ({
    core: "contract",
    testkit: "test",
    toolkit: "toolkit",
    models: "science",
  });
  return tags[group] ?? "engineering";
}

/** @param {string} root @param {Package} one @returns {Violation[]} */
function wrongTag(root, { folder, tag }) {
  const file = `${folder}/turbo.json`;
  const path = join(root, file);
  const tags = existsSync(path) ? (readJson(path).tags ?? []) : [];
  if (tags.length === 1 && tags[0] === tag) return [];
  const line = existsSync(path) ? lineOf(path, '"tags"') || 1 : 1;
  const found = `tags are ${JSON.stringify(tags)}`;
  return [{ file, line, rule: "package-tag", found, instead: `a package in this folder is tagged ["${tag}"]` }];
}

/** @param {string} root @param {Package} one @returns {Violation[]} */
function wrongSettings(root, { folder, tag }) {
  if (tag === "engineering" || tag === "test") return [];
  const file = `${folder}/tsconfig.json`;
  const path = join(root, file);
  const { options } = ts.parseJsonConfigFileContent(readJson(path), ts.sys, join(root, folder), undefined, path);
  const problems = [];
  if (options.types?.length !== 0)
    problems.push(["types", `types are ${JSON.stringify(options.types ?? "all installed")}`]);
  if (options.lib?.some((lib) => lib.includes("dom"))) problems.push(["lib", "lib holds the DOM"]);
  if (options.strict !== true) problems.push(["strict", "strict is off"]);
  return problems.map(([key = "", found = ""]) => ({
    file,
    line: lineOf(path, `"${key}"`) || 1,
    rule: "compiler-settings",
    found,
    instead: "leave compilerOptions to tsconfig.base.json: no platform types on this side of the fence",
  }));
}

const readJson = (/** @type {string} */ path) => ts.parseConfigFileTextToJson(path, readFileSync(path, "utf8")).config;

/** The first line that holds `text`, or 0. */
const lineOf = (/** @type {string} */ path, /** @type {string} */ text) =>
  readFileSync(path, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;
