import { expect, it } from "vitest";

it("ships the kernels that assembly/ compiles to", async () => {
  const script = new URL("../scripts/build-kernels.mjs", import.meta.url).href;
  const { staleKernels } = (await import(/* @vite-ignore */ script)) as {
    staleKernels(): Promise<{ target: string }[]>;
  };
  expect(
    (await staleKernels()).map(({ target }) => target),
    "run npm run build -w @tandem/toolkit-trees",
  ).toEqual([]);
});
