import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore, type KeyValueStore, type Row, type Samples, type TableStore } from "@tandem/core";
import {
  createModel,
  fileSink,
  keyValueSink,
  predictInto,
  predictionLayout,
  predictionValueSchema,
  predictWithModel,
  tableSink,
  type PredictIntoOptions,
  type PredictionFormat,
  type PredictionSink,
  type ProgressEvent,
} from "@tandem/app";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { points } from "../fixtures/points.ts";
import { relative, threshold, type Point } from "../fixtures/threshold.mjs";

const folder = mkdtempSync(join(tmpdir(), "tandem-batch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fresh = points(95, 9);
const journal = join(folder, "out.journal");
const store = memoryStore();
let version = "";
beforeAll(async () => {
  ({ version } = await createModel(threshold, points(100), { store }));
});

function sourceOf(samples: Samples<Point>) {
  return {
    async *batches({ batchRows }: { readonly batchRows: number }) {
      for (let start = 0; start < samples.length; start += batchRows)
        yield samples.select(Array.from({ length: Math.min(batchRows, samples.length - start) }, (_, i) => start + i));
    },
  };
}
function options(sink: PredictionSink, more: Partial<PredictIntoOptions> = {}): PredictIntoOptions {
  return { store, version, sink, journal, source: "points", batchRows: 10, ...more };
}
const run = (sink: PredictionSink, samples: Samples<Point> = fresh, more: Partial<PredictIntoOptions> = {}) =>
  predictInto(threshold, sourceOf(samples), options(sink, more));
const out = (format: PredictionFormat) => join(folder, `out.${format}`);

/** A sink that fails after so many batches, before or after it has written the next. */
function failing(sink: PredictionSink, batches: number, written: boolean): PredictionSink {
  let left = batches;
  return {
    ...sink,
    async write(predictions) {
      if (left-- > 0) return sink.write(predictions);
      if (written) await sink.write(predictions);
      throw new Error("out of luck");
    },
  };
}
async function whole(format: PredictionFormat): Promise<string> {
  const path = join(folder, `whole.${format}`);
  await predictInto(threshold, sourceOf(fresh), options(fileSink(path, format), { journal: join(folder, "whole") }));
  return readFileSync(path, "utf8");
}

describe("predictInto", () => {
  it("writes the predictions that one batch gives, and leaves nothing beside them", async () => {
    const told: ProgressEvent[] = [];
    const result = await run(fileSink(out("ndjson"), "ndjson"), fresh, { onProgress: (event) => told.push(event) });
    expect(result).toEqual({ samples: 95, resumed: 0 });
    const lines = readFileSync(out("ndjson"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...(await predictWithModel(threshold, fresh, { store, version })),
    ]);
    expect(readdirSync(folder)).toEqual(["out.ndjson"]);
    expect(told.flatMap((event) => (event.kind === "predicted" ? [event.samples] : [])).at(-1)).toBe(95);
  });

  it("makes the folders of the file and of the journal", async () => {
    const sink = fileSink(join(folder, "deep/er/out.csv"), "csv");
    await run(sink, fresh, { journal: join(folder, "deep/other/journal") });
    expect(readdirSync(join(folder, "deep"), { recursive: true }).sort()).toEqual(["er", "er/out.csv", "other"]);
    rmSync(join(folder, "deep"), { recursive: true });
  });

  it("writes CSV with a column for each class", async () => {
    const [head, first] = (await whole("csv")).split("\n");
    const [{ id, label, probability, probabilities }] = [
      ...(await predictWithModel(threshold, fresh, { store, version })),
    ] as [never];
    expect(head).toBe("id,label,probability,probabilities.high,probabilities.low");
    expect(first).toBe([id, label, probability, ...(probabilities as number[])].join(","));
  });

  it("writes the CSV header of an empty source, whether it gives no batch or an empty one", async () => {
    const [head] = (await whole("csv")).split("\n");
    expect(await run(fileSink(out("csv"), "csv"), fresh.select([]))).toEqual({ samples: 0, resumed: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(`${head}\n`);
    const empty = {
      async *batches() {
        yield fresh.select([]);
        yield fresh.select([0]);
      },
    };
    await predictInto(threshold, empty, options(fileSink(out("csv"), "csv")));
    const lines = readFileSync(out("csv"), "utf8").trimEnd().split("\n");
    expect(lines).toEqual([head, expect.stringMatching(/^p0,/)]);
    const nothing = fileSink(out("csv"), "csv");
    await expect(
      run({ ...nothing, finish: () => Promise.reject(new Error("died")) }, fresh.select([])),
    ).rejects.toThrow("died");
    expect(await run(fileSink(out("csv"), "csv"), fresh.select([]))).toEqual({ samples: 0, resumed: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(`${head}\n`);
  });

  it.each(["csv", "ndjson"] as const)("goes on after a failure at any batch, in %s", async (format) => {
    const expected = await whole(format);
    for (let batches = 1; batches < 10; batches++)
      for (const written of [false, true]) {
        const sink = fileSink(out(format), format);
        await expect(run(failing(sink, batches, written))).rejects.toThrow("out of luck");
        const told: ProgressEvent[] = [];
        const result = await run(fileSink(out(format), format), fresh, { onProgress: (event) => told.push(event) });
        expect(result).toEqual({ samples: 95, resumed: batches * 10 });
        expect(told.find(({ kind }) => kind === "resumed")).toMatchObject({ samples: batches * 10 });
        expect(told.find(({ kind }) => kind === "predicted")).toMatchObject({
          samples: Math.min(95, batches * 10 + 10),
        });
        expect(readFileSync(out(format), "utf8")).toBe(expected);
      }
  });

  it("goes on from a journal cut anywhere, whatever follows the committed part of the file", async () => {
    const expected = await whole("csv");
    const [part, copies] = [`${out("csv")}.part`, [`${folder}/j`, `${folder}/p`] as const];
    await expect(run(failing(fileSink(out("csv"), "csv"), 4, true))).rejects.toThrow();
    copyFileSync(journal, copies[0]);
    copyFileSync(part, copies[1]);
    const bytes = readFileSync(journal).length;
    for (let cut = 0; cut <= bytes; cut += 31) {
      copyFileSync(copies[0], journal);
      copyFileSync(copies[1], part);
      truncateSync(journal, cut);
      appendFileSync(part, "half a li");
      await run(fileSink(out("csv"), "csv"));
      expect(readFileSync(out("csv"), "utf8")).toBe(expected);
    }
    for (const copy of copies) rmSync(copy);
  });

  it("finishes a run that died when all was written", async () => {
    const expected = await whole("csv");
    const sink = fileSink(out("csv"), "csv");
    await expect(run({ ...sink, finish: () => Promise.reject(new Error("died")) })).rejects.toThrow("died");
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 95 });
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
    const renamed = fileSink(out("csv"), "csv");
    const finish = async () => {
      await renamed.finish();
      throw new Error("died");
    };
    await expect(run({ ...renamed, finish })).rejects.toThrow("died");
    await run(fileSink(out("csv"), "csv"));
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
  });

  it("leaves nothing where nothing was predicted", async () => {
    rmSync(out("csv"), { force: true });
    await expect(run(failing(fileSink(out("csv"), "csv"), 0, true))).rejects.toThrow();
    expect(readdirSync(folder).filter((file) => file.startsWith("out.csv") || file.includes("journal"))).toEqual([]);
    await expect(predictInto(relative, sourceOf(fresh), options(fileSink(out("csv"), "csv")))).rejects.toMatchObject({
      code: "app/needs-all-rows",
    });
  });
});

describe("predictInto over an unfinished run", () => {
  const unfinished = async () => {
    await expect(run(failing(fileSink(out("csv"), "csv"), 3, true), fresh, { restart: true })).rejects.toThrow();
  };
  it.each([
    ["of another source", { source: "others" }, "app/journal-differs", 'source was "points" and is now "others"'],
    ["in other batches", { batchRows: 11 }, "app/journal-differs", "batchRows was 10 and is now 11"],
    ["in another format", { sink: fileSink(out("csv"), "ndjson") }, "app/journal-differs", "format"],
    ["to another file", { sink: fileSink(out("ndjson"), "csv") }, "app/journal-differs", "file was"],
  ] as const)("refuses one %s", async (_, more, code, message) => {
    await unfinished();
    await expect(run(fileSink(out("csv"), "csv"), fresh, more)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 30 });
  });

  it("refuses other samples, and starts anew where it is told to", async () => {
    await unfinished();
    const expected = await whole("csv");
    for (const other of [
      points(95, 10),
      fresh.select([...Array(25).keys()]),
      fresh.select([...Array(95).keys()].reverse()),
    ])
      await expect(run(fileSink(out("csv"), "csv"), other)).rejects.toMatchObject({ code: "app/source-changed" });
    expect(await run(fileSink(out("csv"), "csv"), fresh, { restart: true })).toEqual({ samples: 95, resumed: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
  });

  it("refuses a file that is not as it was", async () => {
    const part = `${out("csv")}.part`;
    const spoils = [
      () => rmSync(part),
      () => truncateSync(part, 20),
      () => writeFileSync(part, readFileSync(part, "utf8").replace("high", "nigh")),
    ];
    for (const spoil of spoils) {
      await unfinished();
      spoil();
      await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/output-changed" });
    }
    writeFileSync(journal, "no journal\n");
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/journal-differs" });
    await run(fileSink(out("csv"), "csv"), fresh, { restart: true });
  });

  it("lets only one process at it; a lock of a dead one is taken over", async () => {
    const lock = `${journal}.lock`;
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: process.ppid }));
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/already-running" });
    writeFileSync(lock, JSON.stringify({ host: "elsewhere", pid: 1 }));
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/already-running" });
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }));
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 0 });
  });
});

describe("tableSink", () => {
  it("has each sample once, also where a batch was written and not committed", async () => {
    const rows = new Map<string, Row>();
    const table = {
      async upsert(given: readonly Row[]) {
        for (const row of given) rows.set(String(row["id"]), row);
      },
    } as unknown as TableStore;
    await expect(run(failing(tableSink(table, "memory/table/p", version), 4, true))).rejects.toThrow();
    expect(rows.size).toBe(50);
    expect(await run(tableSink(table, "memory/table/p", version))).toEqual({ samples: 95, resumed: 40 });
    const expected = [...(await predictWithModel(threshold, fresh, { store, version }))];
    expect([...rows.values()]).toEqual(expected.map((prediction) => ({ ...prediction, version })));
  });

  it("lays a table out by the outcome", () => {
    expect(predictionLayout(threshold, "p")).toEqual({
      name: "p",
      key: ["id"],
      columns: {
        id: { type: "string", required: true },
        label: { type: "string" },
        probability: { type: "number" },
        probabilities: { type: "json" },
        version: { type: "string" },
      },
    });
  });
});

describe("keyValueSink", () => {
  it("has each sample's outcome under its id once, however often a run is killed", async () => {
    const values = new Map<string, unknown>();
    const calls: number[] = [];
    const kv = {
      async putMany(entries: readonly (readonly [string, unknown])[]) {
        calls.push(entries.length);
        for (const [key, value] of entries) values.set(key, value);
      },
    } as unknown as KeyValueStore;
    await expect(run(failing(keyValueSink(kv, "memory/kv/p", version), 4, true))).rejects.toThrow();
    expect(await run(keyValueSink(kv, "memory/kv/p", version))).toEqual({ samples: 95, resumed: 40 });
    const expected = [...(await predictWithModel(threshold, fresh, { store, version }))];
    expect([...values]).toEqual(expected.map(({ id, ...outcome }) => [id, { ...outcome, version }]));
    const many = points(2_500, 3);
    calls.length = 0;
    await run(keyValueSink(kv, "memory/kv/p", version), many, { batchRows: 2_400 });
    expect(calls).toEqual([1_000, 1_000, 400, 100]);
  });

  it("says what its values are", () => {
    expect(predictionValueSchema(threshold)).toMatchObject({
      type: "object",
      properties: { label: {}, probability: { type: "number" }, version: { type: "string" } },
      required: ["label", "probability", "probabilities", "version"],
    });
  });
});

it("a file that stands in the way is said as it is, not as an unfinished run", async () => {
  const taken = join(folder, "taken.csv");
  mkdirSync(taken);
  await expect(run(fileSink(taken, "csv"), fresh, { journal: `${taken}.journal` })).rejects.toMatchObject({
    code: "EISDIR",
  });
});
