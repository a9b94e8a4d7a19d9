import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Registry } from "@tandem/registry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startMlflow, type MlflowProcess } from "../support/mlflow-server.ts";

const bin = fileURLToPath(new URL("../../../cli/bin/tandem.js", import.meta.url));
const run = promisify(execFile);

let theirs: MlflowProcess;
const folders: string[] = [];
beforeAll(async () => void (theirs = await startMlflow()));
afterAll(async () => {
  await theirs.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project with nothing but a registry. */
function newProject() {
  const folder = mkdtempSync(join(tmpdir(), "tandem-mlflow-cli-"));
  folders.push(folder);
  writeFileSync(
    join(folder, "tandem.yaml"),
    "models: {}\nsources: {}\nstores:\n  local: { technology: fs, folder: store }\n",
  );
  const env = { ...process.env, NODE_OPTIONS: "", MLFLOW_TRACKING_URI: theirs.url };
  const tandem = async (...args: string[]) => {
    const { stdout } = await run(process.execPath, [bin, "mlflow", ...args, "--json"], { cwd: folder, env });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  return { registry: () => Registry.open({ sqlite: join(folder, ".tandem/registry.db") }), tandem };
}

it("tandem mlflow copies a version with its run to a real server and from there to another registry", async () => {
  const [here, elsewhere] = [newProject(), newProject()];
  const registry = await here.registry();
  const { id } = await registry.runs.start({ experiment: "churn", name: "first" });
  await registry.runs.logMetrics(id, [{ key: "rocAuc", value: 0.91 }]);
  await registry.runs.finish(id);
  await registry.versions.register({ model: "churn", artifact: "a1b2c3d4", store: "local", run: id });
  await registry.aliases.set("churn", "champion", 1, { author: "ada", why: "the first one" });
  await registry.close();

  const made = [{ version: "churn@1", made: true, run: id, runMade: true }];
  expect(await here.tandem("push", "churn@champion")).toMatchObject({ pushed: made });
  expect(await here.tandem("push", "churn@1")).toMatchObject({ pushed: [{ made: false, runMade: false }] });
  const counts = { versions: { there: 1, made: 1 }, runs: { there: 1, made: 1 }, skipped: [] };
  expect(await elsewhere.tandem("pull", "churn@champion")).toMatchObject(counts);

  const other = await elsewhere.registry();
  const champion = await other.versions.resolve("churn@champion");
  expect(champion.tags).toMatchObject({ "tandem.artifact": "a1b2c3d4", "mlflow.version": "1" });
  expect(await other.runs.get(champion.run!)).toMatchObject({ name: "first", metrics: { rocAuc: 0.91 } });
  await other.close();
});
