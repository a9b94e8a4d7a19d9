import { describe, expect, expectTypeOf, it } from "vitest";
import { memoryStore, samplesOf, type Classified, type LabeledSamples, type Predictions } from "@tandem/core";
import { createApp, type ProgressEvent, type SampleSource } from "@tandem/app";
import { points } from "./fixtures/points.ts";
import { threshold, type Point, type Side } from "./fixtures/threshold.mjs";

function pointSource(samples: LabeledSamples<Point, Side>): SampleSource<Point, Side> {
  return {
    name: "points",
    read: async () => samples,
    async *batches({ batchRows = 10 } = {}) {
      for (let start = 0; start < samples.length; start += batchRows)
        yield samples.select(rows(start, Math.min(start + batchRows, samples.length)));
    },
    unlabeled: () => ({
      async *batches({ batchRows = 10 } = {}) {
        const bare = samplesOf<Point>(Array.from(samples, ({ id, data }) => ({ id, data })));
        for (let start = 0; start < samples.length; start += batchRows)
          yield bare.select(rows(start, Math.min(start + batchRows, samples.length)));
      },
    }),
  };
}
const rows = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

function app(events: ProgressEvent[] = []) {
  const attic = memoryStore();
  return createApp({
    models: {
      eager: { package: threshold, source: "points" },
      lazy: { package: async () => threshold, source: "made", store: attic },
      sourceless: { package: threshold },
    },
    sources: {
      points: pointSource(points(100)),
      made: (pkg) => pointSource(points(pkg.name.length * 10)) as SampleSource<unknown, unknown>,
    },
    store: memoryStore(),
    onProgress: (event) => events.push(event),
  });
}

/** A source that leaves out two rows, however it is read. */
function leaving(source: SampleSource<Point, Side>): SampleSource<Point, Side> {
  return {
    ...source,
    async read(options) {
      options?.onLeftOut?.(2);
      return source.read(options);
    },
    unlabeled: () => ({
      async *batches(options) {
        yield* source.unlabeled().batches(options);
        options?.onLeftOut?.(2);
      },
    }),
  };
}

it("tells how many rows a source left out, and keeps it in the records", async () => {
  const events: ProgressEvent[] = [];
  const { train, crossvalidate, predictSource } = createApp({
    models: { side: { package: threshold, source: "points" } },
    sources: { points: leaving(pointSource(points(60))) },
    store: memoryStore(),
    onProgress: (event) => events.push(event),
  });
  expect((await train("side")).record.data).toMatchObject({ samples: 60, leftOut: 2 });
  expect((await crossvalidate("side", { folds: 2 })).report.record["data"]).toMatchObject({ leftOut: 2 });
  for await (const batch of predictSource("side")) expect(batch.length).toBeGreaterThan(0);
  const told = events.filter(({ kind }) => kind === "left-out");
  expect(told).toEqual(Array(3).fill({ kind: "left-out", model: threshold.name, rows: 2 }));
});

describe("createApp", () => {
  it("trains from the model's source, keeps versions in its store and predicts with the last", async () => {
    const { train, predict, versions, records, store } = app();
    const first = await train("eager", { seed: 1 });
    const second = await train("eager", { seed: 2 });
    expect(first.record).toMatchObject({ data: { samples: 100 }, context: { source: "points" } });
    expect((await versions("eager")).map(({ version }) => version).sort()).toEqual(
      [first.version, second.version].sort(),
    );
    expect(await records("eager", second.version)).toEqual([second.record]);
    const predictions = await predict("eager", points(5));
    expectTypeOf(predictions).toEqualTypeOf<Predictions<Classified<Side>>>();
    expect([...predictions]).toEqual([
      ...(await predict("eager", points(5), { version: (await versions("eager")).at(-1)!.version })),
    ]);
    expect(store("lazy")).not.toBe(store("eager"));
  });

  it("imports packages and makes sources when they are asked for", async () => {
    const { train, crossvalidate, predictSource, versions } = app();
    expect((await train("lazy")).record.data.samples).toBe(90);
    expect(await versions("eager")).toEqual([]);
    expect((await crossvalidate("lazy", { folds: 3 })).folds).toHaveLength(3);
    const batches: string[][] = [];
    for await (const predictions of predictSource("lazy", { batchRows: 40 })) batches.push([...predictions.ids]);
    expect(batches.map((ids) => ids.length)).toEqual([40, 40, 10]);
    expect(batches.flat()).toEqual(points(90).ids);
    expect((await train("lazy", { source: "points" })).record).toMatchObject({
      data: { samples: 100 },
      context: { source: "points" },
    });
  });

  it("tells its listener of every flow", async () => {
    const events: ProgressEvent[] = [];
    const { train } = app(events);
    await train("eager");
    expect(events.at(-1)).toMatchObject({ kind: "finished", flow: "create", model: "threshold" });
  });

  it("names what there is where something unknown is asked for", async () => {
    const { train, predict } = app();
    await expect(train("nope" as "eager")).rejects.toMatchObject({
      code: "app/unknown-model",
      details: { name: "nope", known: ["eager", "lazy", "sourceless"] },
    });
    await expect(train("toString" as "eager")).rejects.toMatchObject({ code: "app/unknown-model" });
    await expect(train("eager", { source: "nope" })).rejects.toMatchObject({
      code: "app/unknown-source",
      details: { known: ["points", "made"] },
    });
    await expect(train("sourceless")).rejects.toMatchObject({ code: "app/no-source" });
    await expect(predict("eager", points(1))).rejects.toMatchObject({ code: "app/no-version" });
  });
});
