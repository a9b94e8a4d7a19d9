import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { binOf, runScript } from "./command.mjs";

/** Layer 4: which file may import which, by dependency-cruiser. */

/** @param {string} root @returns {Promise<import("./violation.mjs").Violation[]>} */
export async function fileRules(root) {
  const config = join(root, ".dependency-cruiser.cjs");
  const args = ["--config", config, "--output-type", "json", "packages"];
  const { stdout, stderr } = await runScript(binOf("dependency-cruiser", "depcruise"), args, root);
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser did not finish: ${stderr || stdout}`);
  const { summary } = JSON.parse(stdout);
  const advice = new Map(summary.ruleSetUsed.forbidden.map((/** @type {any} */ rule) => [rule.name, rule.comment]));
  return summary.violations.map((/** @type {any} */ violation) => {
    const { from, to, unresolvedTo, rule, cycle } = violation;
    const imported = cycle ? cycle[0].name : to;
    return {
      file: from,
      line: importLine(root, from, unresolvedTo ?? specifierTo(root, from, imported)),
      rule: rule.name,
      found: cycle
        ? `imports ${cycle.map((/** @type {any} */ step) => step.name).join(", which imports ")}`
        : `imports ${to}`,
      instead: advice.get(rule.name),
    };
  });
}

/** The line whose import, export, import() or require names `specifier`; 1 when no line does. */
function importLine(/** @type {string} */ root, /** @type {string} */ file, /** @type {string} */ specifier) {
  const text = readFileSync(join(root, file), "utf8");
  const bare = (/** @type {string} */ name) => name.replace(/^node:/, "");
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const found = importedFiles.find(({ fileName }) => bare(fileName) === bare(specifier));
  return found ? text.slice(0, found.pos).split("\n").length : 1;
}

/** A cycle names files only: the specifier that ends like the file. */
function specifierTo(/** @type {string} */ root, /** @type {string} */ file, /** @type {string} */ imported) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  const name = imported.slice(imported.lastIndexOf("/") + 1);
  return importedFiles.find(({ fileName }) => fileName.endsWith(name))?.fileName ?? imported;
}
