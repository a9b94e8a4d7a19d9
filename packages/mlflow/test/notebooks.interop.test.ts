import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memoryStore } from "@tandem/core";
import { mlflowServer } from "@tandem/mlflow";
import { Registry } from "@tandem/registry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { python } from "./support/python.ts";

const examples = fileURLToPath(new URL("../../../examples/notebooks/", import.meta.url));
const run = promisify(execFile);

let folder: string;
let registry: Registry;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-notebooks-"));
  registry = await Registry.open({ sqlite: join(folder, "registry.db") });
});
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

it("runs the notebooks of both languages into one registry", async () => {
  const app = mlflowServer({ registry, artifacts: memoryStore() });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const own = { TANDEM_REGISTRY: join(folder, "registry.db"), TANDEM_STORE: join(folder, "store"), NODE_OPTIONS: "" };
  const env = { ...process.env, ...own, MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: "true" };
  try {
    const notebook = (name: string) => join(examples, name);
    await run(process.execPath, [notebook("run.mjs"), notebook("churn.javascript.ipynb")], { env });
    await run(python, [notebook("run.py"), notebook("churn.python.ipynb")], { env });
  } finally {
    await app.close();
  }
  const [fromPython, fromJavaScript] = await registry.versions.list("churn");
  expect(fromJavaScript).toMatchObject({ number: 1, aliases: ["from-javascript"], store: "fs/blob/models" });
  expect(fromPython).toMatchObject({ number: 2, aliases: ["from-python"], store: "mlflow" });
  const runs = await registry.searchRuns({ experiments: ["churn-notebooks"] });
  expect(new Set(runs.map(({ name }) => name))).toEqual(new Set(["javascript", "python"]));
  for (const { metrics, status } of runs) {
    expect(status).toBe("finished");
    expect(metrics["rocAuc"]).toBeGreaterThan(0.8); // both are logistic regressions over the same columns
  }
  expect(new Set([fromPython!.run, fromJavaScript!.run])).toEqual(new Set(runs.map(({ id }) => id)));
});
