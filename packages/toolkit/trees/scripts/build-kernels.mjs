// Compiles assembly/ and writes it as src/kernels/wasm-bytes.generated.ts. With --check it only says whether that file is current.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = `${root}src/kernels/wasm-bytes.generated.ts`;

export async function compileKernels() {
  let bytes;
  const flags =
    "-O3 --runtime stub --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536";
  const { error, stderr } = await asc.main(["index.ts", ...flags.split(" "), "-o", "kernels.wasm"], {
    readFile: (name, base) => readIfThere(`${root}assembly/${name}`, base),
    writeFile: (name, contents) => void (bytes = contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernels do not compile:\n${stderr.toString()}`);
  const base64 = Buffer.from(bytes).toString("base64");
  const lines = base64.match(/.{1,112}/g).map((line) => `  "${line}",`);
  return [
    "// Generated from assembly/ by scripts/build-kernels.mjs: do not edit.",
    "// prettier-ignore",
    `export const kernelBytes = [\n${lines.join("\n")}\n].join("");`,
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await compileKernels();
  if (process.argv.includes("--check")) {
    if (readFileSync(target, "utf8") !== text)
      throw new Error("src/kernels/wasm-bytes.generated.ts is stale: run npm run build:kernels");
  } else writeFileSync(target, text);
}
