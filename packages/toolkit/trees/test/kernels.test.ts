import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("ships the kernels that assembly/ compiles to", async () => {
  const script = new URL("../scripts/build-kernels.mjs", import.meta.url).href;
  const { compileKernels } = (await import(/* @vite-ignore */ script)) as { compileKernels(): Promise<string> };
  const committed = readFileSync(new URL("../src/kernels/wasm-bytes.generated.ts", import.meta.url), "utf8");
  expect(committed === (await compileKernels()), "stale: run npm run build -w @tandem/toolkit-trees").toBe(true);
});
