import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { staleKernels } from "../../scripts/kernels/build.mjs";
import { workspacePackages } from "../../scripts/workspace/packages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const compiled = workspacePackages(root).filter(({ folder }) => existsSync(`${root}/${folder}/assembly/kernels.json`));

it.each(compiled.map(({ folder, manifest }) => [manifest.name, folder]))(
  "%s ships the kernels that assembly/ compiles to",
  async (name, folder) => {
    const stale = await staleKernels(`${root}/${folder}`);
    expect(
      stale.map(({ target }) => target),
      `run npm run build -w ${name}`,
    ).toEqual([]);
  },
);

it("finds packages with kernels", () => {
  expect(compiled.map(({ manifest }) => manifest.name)).toContain("@tandem/toolkit-trees");
});
