import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Registry } from "@tandem/registry";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject, points } from "./fixtures/project.ts";
import { ask, get, serve } from "./fixtures/serving.ts";

const endpoints = fileURLToPath(new URL("./fixtures/endpoints.mjs", import.meta.url));

describe("tandem serve", () => {
  const project = newProject(
    `${CONFIG}endpoints: [${JSON.stringify(endpoints)}]\ntechnologies:\n  sqlite: { file: data/storages.db }\n`,
  );

  it("serves models and endpoints of tandem.yaml, MLflow's API beside them, and ends by SIGTERM", async () => {
    await project.tandem(["train", "sides", "--seed", "1"]);
    const running = await serve(project);
    expect([...running.endpoints].sort()).toEqual(["greet", "sides"]);
    await expect
      .poll(running.stderr)
      .toMatch(/sides has no champion: serving its newest version, sides@1; set one with: tandem promote/);
    const { service, mlflow } = running;
    expect(await get(`${service}/health/ready`)).toMatchObject({ status: 200 });
    expect(await ask(`${service}/endpoints/greet`, { name: "Ada" })).toMatchObject({
      status: 200,
      body: { text: "hello Ada" },
    });
    expect(await ask(`${service}/endpoints/sides`, { x: "high" })).toMatchObject({ status: 422 });
    expect(await get(`${service}/v2/health/ready`)).toMatchObject({ status: 200 });
    expect(await get(`${mlflow}/health`)).toEqual({ status: 200, body: "OK" });
    const registered = await get(`${mlflow}/api/2.0/mlflow/registered-models/get?name=sides`);
    expect(JSON.parse(registered.body)).toMatchObject({ registered_model: { name: "sides" } });
    expect(await running.end("SIGTERM")).toBe(0);
    await expect(fetch(`${service}/health/live`)).rejects.toThrow();
    await expect.poll(running.stderr).toMatch(/Stopping.*\n/);
    const said = running.stderr().split("\n");
    for (const words of ["has no champion", "Stopping"]) {
      const line = said.find((one) => one.includes(words))!;
      expect(JSON.parse(line)).toMatchObject({ logger: "serve", level: "warn", msg: expect.stringContaining(words) });
    }
  });

  it("answers as tandem predict does, to the last bit", async () => {
    expect(await project.tandem(["predict", "sides", "--out", "p.ndjson"])).toMatchObject({ code: 0 });
    const lines = readFileSync(join(project.folder, "p.ndjson"), "utf8").trimEnd().split("\n");
    const running = await serve(project, ["--no-mlflow"]);
    expect(running.mlflow).toBe(null);
    const rows = points(60).trimEnd().split("\n").slice(1);
    for (const [at, row] of rows.entries()) {
      const { id, ...outcome } = JSON.parse(lines[at]!) as { id: string };
      expect(id).toBe(row.split(",")[0]);
      const answer = await ask(`${running.service}/endpoints/sides`, {
        x: Number(row.split(",")[1]),
        note: 'a, "note"',
      });
      expect(answer).toMatchObject({ status: 200, body: outcome });
      expect(answer.body).toEqual(outcome);
    }
    expect(await running.end("SIGINT")).toBe(0);
  });

  it("serves the champion, and follows it", async () => {
    await project.tandem(["train", "sides", "--seed", "2"]);
    await project.tandem(["promote", "sides@1", "--to", "champion", "--why", "test"]);
    const running = await serve(project, ["--no-mlflow"]);
    expect(running.stderr()).not.toContain("no champion");
    const versionNow = async () =>
      (await ask(`${running.service}/endpoints/sides`, { x: 1 })).headers.get("x-tandem-version");
    expect(await versionNow()).toBe("sides@1");
    await project.tandem(["promote", "sides@2", "--to", "champion", "--why", "test", "--override", "test"]);
    await expect.poll(versionNow).toBe("sides@2");
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it("answers what is under way when it is told to stop", async () => {
    const running = await serve(project, ["--no-mlflow"]);
    const slow = ask(`${running.service}/endpoints/greet`, { name: "slow" });
    await expect.poll(running.stderr).toContain("slow is asked");
    const code = running.end("SIGTERM");
    expect(await slow).toMatchObject({ status: 200, body: { text: "hello slow" } });
    expect(await code).toBe(0);
  });
});

describe("tandem serve where something is missing", () => {
  it("says how to train a model that is not, and serves it once it is", async () => {
    const project = newProject();
    const running = await serve(project, ["--no-mlflow"]);
    await expect.poll(running.stderr).toContain("train it with: tandem train sides");
    await expect.poll(running.stderr).toContain('"sides is not ready: ');
    const answer = () => ask(`${running.service}/endpoints/sides`, { x: 1 });
    const ready = async () => (await get(`${running.service}/health/ready`)).status;
    expect(await ready()).toBe(503);
    expect(await answer()).toMatchObject({
      status: 503,
      body: { error: { code: "service/not-ready", message: expect.stringContaining("tandem train sides") as string } },
    });
    expect(await get(`${running.service}/health/live`)).toMatchObject({ status: 200 });
    await project.tandem(["train", "sides"]);
    await expect.poll(ready).toBe(200); // though nobody asks it
    expect(await answer()).toMatchObject({ status: 200 });
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it("serves the others where a route names an alias that was deleted", async () => {
    const project = newProject(`${CONFIG}endpoints: [${JSON.stringify(endpoints)}]\n`);
    await project.tandem(["train", "sides", "--seed", "1"]);
    await project.tandem(["promote", "sides@1", "--to", "candidate"]);
    const set = await project.tandem(["route", "set", "sides", "sides@candidate"]);
    expect(set).toMatchObject({ code: 0 });
    const registry = await Registry.open({ sqlite: join(project.folder, ".tandem/registry.db") });
    const why = { author: "test", why: "test" };
    await registry.aliases.remove("sides", "candidate", why);
    const running = await serve(project, ["--no-mlflow"]);
    await expect.poll(running.stderr).toContain("sides@candidate is not ready");
    expect(await ask(`${running.service}/endpoints/greet`, { name: "Ada" })).toMatchObject({ status: 200 });
    const answer = () => ask(`${running.service}/endpoints/sides`, { x: 1 });
    expect(await answer()).toMatchObject({ status: 503, body: { error: { code: "service/not-ready" } } });
    const health = await get(`${running.service}/health/ready`);
    expect(health).toMatchObject({ status: 503, body: expect.stringContaining("no alias") as string });
    await registry.aliases.set("sides", "candidate", 1, why);
    await registry.close();
    await expect.poll(async () => (await answer()).status).toBe(200);
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it.each([
    [
      "a module that is not there",
      "endpoints: [./nope.mjs]",
      "endpoints: ./nope.mjs gives no implementation: it cannot be imported",
    ],
    ["a module without implementations", "endpoints: [./none.mjs]", "it exports none, only nothing"],
    ["an unknown model", "serve: { models: [nope] }", 'there is no model "nope"'],
    ["an unknown key", "serve: { prot: 1 }", "serve.prot: this key is not known here"],
  ])("refuses %s", async (_, lines, message) => {
    const project = newProject(`${CONFIG}${lines}\n`);
    project.write("none.mjs", "export const nothing = 1;\n");
    const ended = await project.tandem(["serve", "--port", "0", "--no-mlflow"]);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) as string });
  });

  it("says which port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const project = newProject();
    const ended = await project.tandem(["serve", "--port", String(port), "--no-mlflow"]);
    taken.close();
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(`127.0.0.1:${port}`) as string });
  });
});
