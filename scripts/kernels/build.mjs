// Compiles the AssemblyScript of a package into the files of src that its assembly/kernels.json names:
//   node scripts/kernels/build.mjs <package folder>
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

/**
 * @typedef {object} Kernel
 * @property {string} entry the module whose exports are the kernel's, in assembly/
 * @property {string} target the file to write, in the package
 * @property {string} name of the constant that holds the bytes as base64
 * @property {string} flags for the compiler
 */

/**
 * What other packages share is imported by their names, as `@tandem/toolkit-kernels/assembly/jobs`.
 * @param {string} folder @param {Kernel} kernel @returns {Promise<string>} the text of the target
 */
async function compile(folder, { entry, name, flags }) {
  let bytes = new Uint8Array();
  const { error, stderr } = await asc.main(
    [entry, ..."-O3 --runtime stub --baseDir".split(" "), `${folder}/assembly`, ...flags.split(" "), "-o", "out.wasm"],
    {
      readFile: (file, base) => readIfThere(resolve(base, file)),
      writeFile: (_file, contents) => void (bytes = /** @type {Uint8Array<ArrayBuffer>} */ (contents)),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${folder}/assembly/${entry} does not compile:\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,112}/g)
    ?.map((line) => `  "${line}",`);
  return [
    "// Generated from assembly/ by npm run build:kernels: do not edit.",
    `export const ${name} = [\n${lines?.join("\n")}\n].join("");`,
    "",
  ].join("\n");
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/**
 * The files of a package that are not what its assembly/ compiles to.
 * @param {string} folder
 */
export async function staleKernels(folder) {
  /** @type {readonly Kernel[]} */
  const kernels = JSON.parse(readFileSync(`${folder}/assembly/kernels.json`, "utf8"));
  const stale = [];
  for (const kernel of kernels) {
    const text = await compile(folder, kernel);
    const target = `${folder}/${kernel.target}`;
    if (readIfThere(target) !== text) stale.push({ target, text });
  }
  return stale;
}

const [, script, folder] = process.argv;
if (folder && script && import.meta.url === pathToFileURL(script).href)
  for (const { target, text } of await staleKernels(resolve(folder))) writeFileSync(target, text);
