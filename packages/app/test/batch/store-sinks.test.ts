import { type KeyValueStore, type Row, type TableStore } from "@tandem/core";
import { keyValueSink, predictionLayout, predictionValueSchema, predictWithModel, tableSink } from "@tandem/app";
import { describe, expect, it } from "vitest";
import { failing, fresh, run, store, version } from "../fixtures/batch-run.ts";
import { points } from "../fixtures/points.ts";
import { threshold } from "../fixtures/threshold.mjs";

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
    expect(await run(tableSink(table, "memory/table/p", version))).toEqual({ samples: 95, resumed: 40, leftOut: 0 });
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
    expect(await run(keyValueSink(kv, "memory/kv/p", version))).toEqual({ samples: 95, resumed: 40, leftOut: 0 });
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
