import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const MODELS = /^MODELS_/;

it("a model moves from a folder to memory to SQLite by one line of tandem.yaml", async () => {
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
  const moved = [...stdout.matchAll(/^(\w+)\/blob\/models +churn version (\w{16})$/gm)];
  expect(moved.map(([, technology]) => technology)).toEqual(["fs", "memory", "sqlite"]);
  expect(new Set(moved.map(([, , version]) => version)).size).toBe(1);
  expect(stdout).toContain("and no line of the model");
});
