import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "../fixtures/project.ts";
import { ask, get, serve } from "../fixtures/serving.ts";

const inputs = Array.from({ length: 60 }, (_, n) => ({ x: Math.sin(n) * 3 }));

describe("tandem serve under load", () => {
  const project = newProject();
  const configured = (lines: string) => project.write("tandem.yaml", `${CONFIG}serve:\n  ${lines}\n`);
  const answers = async (url: string) =>
    (await Promise.all(inputs.map((input) => ask(`${url}/endpoints/sides`, input)))).map(({ body }) => body);

  it("answers in batches and in threads as it does alone", async () => {
    await project.tandem(["train", "sides", "--quiet"]);
    const alone = await serve(project, ["--no-mlflow"]);
    const expected = await answers(alone.service);
    expect(expected.every(({ probability }) => probability! > 0.5)).toBe(true);
    await alone.end();
    configured("models: { sides: { batching: { maxSize: 16, maxLatency: 20 }, threads: { count: 2 } } }");
    const batched = await serve(project, ["--no-mlflow"]);
    expect(await answers(batched.service)).toEqual(expected);
    expect(await batched.end()).toBe(0);
  });

  it("refuses bodies and questions beyond its limits", async () => {
    configured("{ bodyLimit: 200, maxWaiting: 1, batching: { maxSize: 2, maxLatency: 6000 }, deadline: 2000 }");
    const running = await serve(project, ["--no-mlflow"]);
    const url = `${running.service}/endpoints/sides`;
    expect(await ask(url, { x: 1, note: "long".repeat(100) })).toMatchObject({ status: 413 });
    const both = await Promise.all([ask(url, { x: 1 }), ask(url, { x: 2 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([503, 504]); // it waits for a second one, which is not taken
    expect(both.find(({ status }) => status === 503)!.headers.get("retry-after")).toBe("1");
    expect(await running.end()).toBe(0);
  });

  it("runs processes behind one port, whose metrics are of all, beside one MLflow API", async () => {
    configured("{ processes: 2, refreshing: 1 }");
    expect(await project.tandem(["serve", "--port", "0"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("serve.refreshing: this key is not known here") as string,
    });
    configured("{ processes: 2 }");
    const running = await serve(project);
    expect(running.endpoints).toEqual(["sides"]);
    for (let n = 0; n < 40; n++)
      expect(await ask(`${running.service}/endpoints/sides`, inputs[n], { connection: "close" })).toMatchObject({
        status: 200,
      });
    const metrics = (await get(`${running.service}/metrics`)).body;
    expect(metrics).toMatch(/^tandem_answer_seconds_count\{.*endpoint="sides".*\} 40$/m);
    expect(metrics).toMatch(/^tandem_ready 1$/m);
    expect(await get(`${running.mlflow!}/health`)).toMatchObject({ status: 200 });
    expect(await running.end("SIGINT")).toBe(0);
    await expect(fetch(`${running.service}/health/live`)).rejects.toThrow();
  });

  it("says why processes could not start, and ends", async () => {
    const first = await serve(project, ["--no-mlflow", "--processes", "1"]);
    const { port } = new URL(first.service);
    const ended = await project.tandem(["serve", "--port", port, "--no-mlflow"]);
    expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`:${port}`) as string });
    await first.end();
  });

  it("is not ready while a version cannot be read, unless it can do without", async () => {
    rmSync(join(project.folder, "store/models"), { recursive: true });
    configured("{}");
    const running = await serve(project, ["--no-mlflow"]);
    const { status, body } = await get(`${running.service}/health/ready`);
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ targets: [{ target: "sides@champion", state: "unable", needed: true }] });
    expect(await ask(`${running.service}/endpoints/sides`, { x: 1 })).toMatchObject({ status: 503 });
    await running.end();
    configured("models: { sides: { optional: true } }");
    const without = await serve(project, ["--no-mlflow"]);
    expect(await get(`${without.service}/health/ready`)).toMatchObject({ status: 200 });
    await without.end();
  });
});
