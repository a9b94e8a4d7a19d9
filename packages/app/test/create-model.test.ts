import { describe, expect, it } from "vitest";
import {
  digestSamples,
  labeledSamplesOf,
  listVersions,
  loadRecords,
  memoryStore,
  samplesOf,
  TandemError,
} from "@tandem/core";
import { createModel, type ProgressEvent } from "@tandem/app";
import { points } from "./fixtures/points.ts";
import { threshold, type Point, type Side } from "./fixtures/threshold.mjs";

describe("createModel", () => {
  it("saves a version with the record of its run", async () => {
    const store = memoryStore();
    const samples = points(200);
    const { name, version, record } = await createModel(threshold, samples, {
      store,
      seed: 5,
      parameters: { depth: 3 },
      metrics: { rocAuc: 0.75, broken: Infinity },
      context: { source: "points" },
    });
    expect(name).toBe("threshold");
    expect(await loadRecords(store, { name, version })).toEqual([record]);
    expect(record).toMatchObject({
      model: "threshold",
      task: "classification",
      seed: 5,
      parameters: { depth: 3 },
      context: { source: "points" },
      node: process.version,
      data: { digest: digestSamples(samples), samples: 200, fields: ["x", "colour"] },
      metrics: { rocAuc: 0.75, broken: null, nothing: null },
      history: { nothing: [[3, null]] },
    });
    expect(record.metrics["mean"]).toBeCloseTo(samples.numbers("x").reduce((sum, x) => sum + (x || 0), 0) / 200, 12);
    expect(record.durations["train"]).toBeGreaterThan(0);
    expect(record.code.package).toEqual({ name: "@tandem/app", version: "0.1.0" });
    expect(record.code.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(new Date(record.started).getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it("gives equal versions for equal seeds and samples, and one record per run", async () => {
    const store = memoryStore();
    const versions: string[] = [];
    for (const seed of [1, 1, 2]) versions.push((await createModel(threshold, points(50), { store, seed })).version);
    expect(versions[0]).toBe(versions[1]);
    expect(versions[0]).not.toBe(versions[2]);
    const ids = (await loadRecords(store, { name: "threshold", version: versions[0]! })).map(
      (record) => (record as { id: string }).id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("refuses a seed that is no whole number before it trains", async () => {
    for (const seed of [NaN, 1.5, Infinity, "3" as unknown as number]) {
      const events: ProgressEvent[] = [];
      const created = createModel(threshold, points(50), {
        store: memoryStore(),
        seed,
        onProgress: (e) => events.push(e),
      });
      await expect(created).rejects.toMatchObject({ code: "run/bad-seed", details: { seed: String(seed) } });
      expect(events.filter(({ kind }) => kind !== "started" && kind !== "absent-fields")).toEqual([]);
    }
  });

  it("says that it was aborted, also where that comes when training is over", async () => {
    const aborting = new AbortController();
    const store = memoryStore();
    const late: typeof threshold = {
      ...threshold,
      train: async (samples, run) => {
        const trained = await threshold.train(samples, run);
        return { ...trained, toArtifact: async () => (aborting.abort(new Error("enough")), trained.toArtifact()) };
      },
    };
    await expect(createModel(late, points(50), { store, signal: aborting.signal })).rejects.toMatchObject({
      code: "run/aborted",
      message: "training threshold was aborted: enough",
    });
    expect(await listVersions(store, threshold)).toEqual([]);
  });

  it("tells its progress", async () => {
    const events: ProgressEvent[] = [];
    const { version } = await createModel(threshold, points(50), {
      store: memoryStore(),
      onProgress: (event) => events.push(event),
    });
    expect(events.map(({ kind }) => kind)).toEqual(["started", "metric", "metric", "training", "saved", "finished"]);
    expect(events[0]).toEqual({ kind: "started", flow: "create", model: "threshold", samples: 50 });
    expect(events[4]).toEqual({ kind: "saved", model: "threshold", version });
  });

  it("tells which fields of the schema no sample has", async () => {
    const events: ProgressEvent[] = [];
    const onProgress = (event: ProgressEvent) => void events.push(event);
    const misspelt = Array.from(points(50), ({ data, ...point }) => ({ ...point, data: { x: data.x!, color: "red" } }));
    await createModel(threshold, labeledSamplesOf<Point, Side>(misspelt), { store: memoryStore(), onProgress });
    expect(events[1]).toEqual({
      kind: "absent-fields",
      model: "threshold",
      fields: ["colour"],
      undeclared: ["color"],
    });
  });

  it("refuses samples without labels, and none at all", async () => {
    const store = memoryStore();
    const unlabeled = samplesOf<Point>([{ id: "a", data: { x: 1 } }]) as ReturnType<typeof points>;
    await expect(createModel(threshold, unlabeled, { store })).rejects.toMatchObject({
      code: "app/unlabeled",
      details: { model: "threshold" },
    });
    await expect(createModel(threshold, points(0), { store })).rejects.toMatchObject({ code: "dataset/empty" });
    expect(await listVersions(store, threshold)).toEqual([]);
  });

  it("leaves no version behind when aborted at any event", async () => {
    for (const kind of ["started", "metric", "training"] as const) {
      const store = memoryStore();
      const abort = new AbortController();
      const onProgress = (event: ProgressEvent) => event.kind === kind && abort.abort(new Error("enough"));
      const error: unknown = await createModel(threshold, points(50), {
        store,
        signal: abort.signal,
        onProgress,
      }).catch((thrown: unknown) => thrown);
      expect(TandemError.is(error, "run/aborted") && error.details.reason).toBe("enough");
      expect(await listVersions(store, threshold)).toEqual([]);
    }
  });

  it("goes on from a saved version, and says which it cannot find", async () => {
    const store = memoryStore();
    const { version } = await createModel(threshold, points(50), { store });
    await expect(createModel(threshold, points(60), { store, previous: version })).resolves.toMatchObject({
      name: "threshold",
    });
    await expect(createModel(threshold, points(60), { store, previous: "nope" })).rejects.toMatchObject({
      code: "app/unknown-version",
    });
  });
});
