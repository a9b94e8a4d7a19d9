import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("ships the kernels that assembly/ compiles to", async () => {
  const script = new URL("../../../../scripts/kernels/build.mjs", import.meta.url).href;
  const { staleKernels } = (await import(/* @vite-ignore */ script)) as {
    staleKernels(folder: string): Promise<{ target: string }[]>;
  };
  expect(
    (await staleKernels(fileURLToPath(new URL("..", import.meta.url)))).map(({ target }) => target),
    "run npm run build -w @tandem/toolkit-trees",
  ).toEqual([]);
});
