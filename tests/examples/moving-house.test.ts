import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const MODELS = /^MODELS_/;

it("a model moves from a folder to memory by one line of tandem.yaml", async () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !MODELS.test(name)));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [`${root}examples/moving-house/dist/main.js`],
    {
      cwd: root,
      env: { ...env, NODE_OPTIONS: "" },
    },
  );
  expect(stderr).toBe("");
  const [, first, second] =
    /^fs\/blob\/models +churn version (\w{16})\nmemory\/blob\/models +churn version (\w{16})\n/.exec(stdout)!;
  expect(first).toBe(second);
  expect(stdout).toContain("and no line of the model");
});
