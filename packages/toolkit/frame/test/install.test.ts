import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const home = new URL("..", import.meta.url);
const run = promisify(execFile);
const node = async (script: string, ...options: string[]) =>
  (await run(process.execPath, [...options, "--input-type=module", "-e", script], { cwd: home })).stdout;

it("documents the overrides that this repository itself is installed with", async () => {
  const readme = await readFile(new URL("README.md", home), "utf8");
  const documented = JSON.parse(/```json\n([^]*?)```/.exec(readme)![1]!) as { overrides: Record<string, unknown> };
  const root = JSON.parse(await readFile(new URL("../../../package.json", home), "utf8")) as {
    overrides: Record<string, unknown>;
  };
  expect(documented.overrides).toEqual({ "danfojs-node": root.overrides["danfojs-node"] });
});

it("says how to install danfojs where it is missing, and works once it is there", async () => {
  const script = `import { samplesOf } from "@tandem/core"; import { frameOf } from "@tandem/toolkit-frame";
    const failure = await frameOf(samplesOf([{ id: "a", data: { x: 1 } }])).catch((error) => error);
    process.stdout.write(JSON.stringify(failure));`;
  const { code, message } = JSON.parse(
    await node(script, "--import", new URL("test/fixtures/absent.mjs", home).href),
  ) as Record<string, string>;
  expect(code).toBe("frame/not-installed");
  expect(message).toMatch(/overrides.*README.*npm install danfojs-node/);
});

it("loads danfojs at the first frame, not on import", async () => {
  const script = `import { createRequire } from "node:module"; import "@tandem/toolkit-frame";
    process.stdout.write(String(Object.keys(createRequire(import.meta.url).cache).length));`;
  expect(await node(script)).toBe("0");
});
