import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "@tandem/core";
import { mlflowServer } from "@tandem/mlflow";
import { Registry } from "@tandem/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newProject } from "./fixtures/project.ts";

describe("tandem mlflow", () => {
  const project = newProject();
  const other = newProject();
  const folder = mkdtempSync(join(tmpdir(), "tandem-cli-mlflow-"));
  const artifacts = memoryStore();
  const asked: (string | undefined)[] = [];
  let team: Registry;
  let api: ReturnType<typeof mlflowServer>;
  let url: string;
  beforeAll(async () => {
    team = await Registry.open({ sqlite: join(folder, "team.db") });
    api = mlflowServer({ registry: team, artifacts });
    api.addHook("onRequest", async (request) => void asked.push(request.headers.authorization));
    url = await api.listen({ port: 0, host: "127.0.0.1" });
  });
  afterAll(async () => {
    await api.close();
    await team.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const tandem = (at: typeof project, args: readonly string[], env: Record<string, string> = {}) =>
    at.tandem(args, { env: { TANDEM_AUTHOR: "ada", ...env } });
  const read = async (at: typeof project, ...args: string[]) => {
    const { code, stdout, stderr } = await tandem(at, [...args, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it("pushes a version with its run, its files and its aliases, once however often", async () => {
    await read(project, "train", "sides", "--seed", "3", "--parameter", "depth=2", "--quiet");
    await read(project, "promote", "sides@1", "--to", "champion", "--quiet");
    const first = await read(project, "mlflow", "push", "sides@champion", "--url", url);
    expect(first).toMatchObject({ url, pushed: [{ version: "sides@1", made: true, runMade: true }] });
    const version = await team.versions.resolve("sides@champion");
    expect((await team.runs.get(version.run!)).parameters).toMatchObject({ seed: "3", depth: "2" });
    const files: string[] = [];
    for await (const key of artifacts.list("mlflow/")) files.push(key);
    expect(files.some((key) => key.endsWith("/manifest.json"))).toBe(true);
    expect(await read(project, "mlflow", "push", "sides@1", "--url", url)).toMatchObject({
      pushed: [{ made: false, runMade: false }],
    });
    const said = await tandem(project, ["mlflow", "push", "sides@1"], { MLFLOW_TRACKING_URI: url });
    expect(said).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^sides@1 +was there +\w+ +was there$/m) as string,
    });
  });

  it("pulls a version with its run elsewhere, and nothing else", async () => {
    await team.runs.start({ experiment: "others" });
    await team.versions.register({ model: "theirs", artifact: "a1", store: "mlflow", source: "s3://elsewhere/1" });
    const made = { versions: { there: 1, made: 1 }, runs: { there: 1, made: 1 }, skipped: [] };
    expect(await read(other, "mlflow", "pull", "sides@1", "--url", url)).toEqual({ url, ...made });
    const lineage = await read(other, "lineage", "sides@champion");
    expect(lineage).toMatchObject({ version: { number: 1, store: "mlflow" }, run: { status: "finished" } });
    const { runs } = (await read(other, "runs")) as { runs: Record<string, unknown>[] };
    expect(runs).toMatchObject([{ parameters: { seed: "3", depth: "2" } }]);
    const again = await tandem(other, ["mlflow", "pull", "sides", "theirs", "--url", url]);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toBe(`Pulled 1 new version of 2 and 0 new runs of 1 from ${url}\n`);
  });

  it("says what is not there, and lets no password be seen", async () => {
    const failing = async (code: number, words: string, ...args: string[]) => {
      const ended = await tandem(project, ["mlflow", ...args]);
      expect(ended).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) as string });
      return ended.stderr;
    };
    await failing(
      1,
      "no MLflow server answers at http://127.0.0.1:9",
      "push",
      "sides@1",
      "--url",
      "http://127.0.0.1:9",
    );
    await failing(2, "MLFLOW_TRACKING_URI", "push", "sides@1");
    await failing(2, "http or https", "pull", "sides", "--url", "sqlite:///mlflow.db");
    const hidden = await failing(
      2,
      "MLFLOW_TRACKING_PASSWORD",
      "pull",
      "sides",
      "--url",
      "http://ada:hunter2@127.0.0.1:9",
    );
    expect(hidden).not.toContain("hunter2");
    await failing(2, 'no model "unknown"', "push", "unknown@1", "--url", url);
    await failing(2, "sides", "push", "sides@9", "--url", url);
    await failing(2, 'has no registered model "nobody"', "pull", "nobody", "--url", url);
    await failing(2, "has no version sides@9; it has @1, @champion", "pull", "sides@9", "--url", url);
  });

  it("is let in as MLflow's own client is", async () => {
    asked.length = 0;
    await tandem(project, ["mlflow", "push", "sides@1", "--url", url], { MLFLOW_TRACKING_TOKEN: "t0ken" });
    expect(new Set(asked)).toEqual(new Set(["Bearer t0ken"]));
    asked.length = 0;
    const user = { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: "p" };
    await tandem(project, ["mlflow", "pull", "sides@1", "--no-files", "--url", url], user);
    expect(new Set(asked)).toEqual(new Set([`Basic ${btoa("ada:p")}`]));
  });
});
