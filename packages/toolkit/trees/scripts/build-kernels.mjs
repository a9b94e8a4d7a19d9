// Compiles assembly/ into the wasm-bytes.generated.ts files of src.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const builds = [
  {
    target: `${root}src/kernels/wasm-bytes.generated.ts`,
    entry: "index.ts",
    name: "kernelBytes",
    flags: "--enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536",
  },
  {
    target: `${root}src/predict/wasm-bytes.generated.ts`,
    entry: "predict/index.ts",
    name: "scorerBytes",
    flags: "--enable simd --importMemory --initialMemory 1",
  },
];

async function compile({ entry, name, flags }) {
  let bytes;
  const { error, stderr } = await asc.main(
    [entry, ..."-O3 --runtime stub".split(" "), ...flags.split(" "), "-o", "out.wasm"],
    {
      readFile: (file) => readIfThere(`${root}assembly/${file}`),
      writeFile: (file, contents) => void (bytes = contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`assembly/${entry} does not compile:\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,112}/g)
    .map((line) => `  "${line}",`);
  return [
    "// Generated from assembly/ by scripts/build-kernels.mjs: do not edit.",
    `export const ${name} = [\n${lines.join("\n")}\n].join("");`,
    "",
  ].join("\n");
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The files that are not what assembly/ compiles to. */
export async function staleKernels() {
  const stale = [];
  for (const build of builds) {
    const text = await compile(build);
    if (readIfThere(build.target) !== text) stale.push({ target: build.target, text });
  }
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { target, text } of await staleKernels()) writeFileSync(target, text);
}
