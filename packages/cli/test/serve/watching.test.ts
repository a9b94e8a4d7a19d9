import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { predictionTable, type PredictionRow } from "@tandem/monitoring";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "../fixtures/project.ts";
import { ask, get, serve } from "../fixtures/serving.ts";

const tracing = fileURLToPath(new URL("../fixtures/tracing.mjs", import.meta.url));
const WATCHED = `${CONFIG}technologies: { sqlite: { file: data/storage.db } }
serve:
  logs: { level: info }
  traces: { setup: ${JSON.stringify(tracing)} }
  predictions: { table: sqlite/table/predictions, every: 20, sensitive: { sides: [note] } }
  drift: { window: 100, interval: 0 }
`;

describe("what serve: switches on", () => {
  const project = newProject(WATCHED);

  it("measures, logs, traces and keeps what is asked, and finds its drift", async () => {
    await project.tandem(["train", "sides", "--quiet"]);
    const spans = join(project.folder, "spans.ndjson");
    const running = await serve(project, ["--no-mlflow"], { SPANS: spans });
    const url = `${running.service}/endpoints/sides`;
    const question = (n: number, x: number) => ask(url, { x, note: "a private note" }, { "x-request-id": `r-${n}` });
    for (let n = 0; n < 100; n++) await question(n, ((n * 37) % 101) / 25 - 2); // as in training
    expect(running.logged().filter(({ msg }) => msg === "drift")).toEqual([]);
    for (let n = 100; n < 200; n++) await question(n, 40 + n / 100);
    expect(await ask(url, { x: "private" }, { "x-request-id": "bad" })).toMatchObject({ status: 422 });

    await expect.poll(running.logged).toContainEqual(expect.objectContaining({ requestId: "bad" }));
    const drifted = () => running.logged().flatMap(({ msg, field }) => (msg === "drift" ? [field] : []));
    await expect.poll(drifted).toEqual(expect.arrayContaining(["x", "prediction.label"]));
    const lines = running.logged();
    expect(lines.find(({ requestId }) => requestId === "r-7")).toMatchObject({
      level: "info",
      logger: "service.requests",
      status: 200,
      route: "/endpoints/:type",
      target: "sides@champion",
      version: "sides@1",
    });
    const drifts = lines.filter(({ msg }) => msg === "drift");
    expect(drifts.map(({ field }) => field)).not.toContain("note"); // it is sensitive
    expect(drifts[0]).toMatchObject({ level: "warn", endpoint: "sides", version: "sides@1" });

    const metrics = (await get(`${running.service}/metrics`)).body;
    expect(metrics).toMatch(/^tandem_answer_seconds_count\{endpoint="sides",.*version="sides@1".*\} 200$/m);
    expect(metrics).toMatch(/^tandem_drift_alerts_total\{endpoint="sides",version="sides@1",field="x"\} 1$/m);
    expect(metrics).toMatch(/^tandem_ready 1$/m);
    expect(await running.end()).toBe(0);

    const rows = await predictions(project.folder);
    expect(rows).toHaveLength(200);
    expect(rows.find(({ requestId }) => requestId === "r-150")).toMatchObject({
      endpoint: "sides",
      version: "sides@1",
      input: { x: 41.5, note: "[redacted]" },
      output: { label: "high" },
    });
    const traced = readFileSync(spans, "utf8").trimEnd().split("\n");
    expect(traced.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(
      expect.arrayContaining(["POST /endpoints/:type", "ask sides"]),
    );
    for (const text of [running.stderr(), traced.join("")]) expect(text).not.toContain("private note");
  });

  it("keeps the profile of a version in the registry, so that its data are read once", async () => {
    project.write("data/points.csv", "id,x,note,side\n");
    const running = await serve(project, ["--no-mlflow"], { SPANS: join(project.folder, "spans.ndjson") });
    const watched = expect.objectContaining({ msg: "drift is watched", version: "sides@1" }) as unknown;
    await expect.poll(running.logged).toContainEqual(watched);
    expect(await running.end()).toBe(0);
    expect(running.stderr()).not.toContain("is not watched");
  });

  it("is little where nothing is said: metrics, and what fails", async () => {
    const plain = newProject();
    await plain.tandem(["train", "sides", "--quiet"]);
    const running = await serve(plain, ["--no-mlflow"]);
    await ask(`${running.service}/endpoints/sides`, { x: 1 });
    expect(await get(`${running.service}/metrics`)).toMatchObject({ status: 200 });
    expect(await running.end()).toBe(0);
    expect(running.logged().filter(({ logger }) => logger !== "serve")).toEqual([]); // who starts it is told more
    plain.write("tandem.yaml", `${CONFIG}serve: { metrics: false, logs: false }\n`);
    const off = await serve(plain, ["--no-mlflow"]);
    expect(await get(`${off.service}/metrics`)).toMatchObject({ status: 404 });
    expect(await off.end()).toBe(0);
  });
});

async function predictions(folder: string): Promise<readonly PredictionRow[]> {
  const technology = await sqliteTechnology(join(folder, "data/storage.db"));
  try {
    const rows: PredictionRow[] = [];
    for await (const row of (await predictionTable(technology, "predictions")).select()) rows.push(row);
    return rows;
  } finally {
    await technology.close();
  }
}
