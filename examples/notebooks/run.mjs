// Runs the code cells of a JavaScript notebook from first to last: node run.mjs churn.javascript.ipynb
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const notebook = resolve(process.argv[2] ?? "churn.javascript.ipynb");
const { cells } = JSON.parse(readFileSync(notebook, "utf8"));
const code = cells
  .map(({ cell_type, source }, index) => (cell_type === "code" ? `// cell ${index + 1}\n${source.join("")}\n` : ""))
  .join("\n");

// Beside the notebook, so that its imports are found as they are there; a failure names the line in it.
const program = join(dirname(notebook), `.${basename(notebook, ".ipynb")}.${process.pid}.mjs`);
process.chdir(dirname(notebook));
writeFileSync(program, code);
try {
  await import(pathToFileURL(program).href);
} finally {
  rmSync(program);
}
