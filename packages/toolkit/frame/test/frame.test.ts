import { columnarSamples, labeledSamplesOf, samplesOf, type ColumnData } from "@tandem/core";
import {
  danfo,
  frameOf,
  labeledSamplesFromFrame,
  matrixFromFrame,
  samplesFromFrame,
  withColumns,
  withoutMissing,
  type Danfo,
  type Frame,
  type Series,
} from "@tandem/toolkit-frame";
import type { DataFrame as RealFrame, Series as RealSeries } from "danfojs-node";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";

interface House {
  area?: number | null;
  rooms?: number | null;
  pool?: boolean | null;
  street?: string | null;
  sold?: Date | null;
  extra?: { note: string } | null;
}
const sold = new Date("2010-05-01T12:30:00.250Z");
const houses = samplesOf<House>([
  { id: "a", data: { area: 1.1234567890123457, rooms: 3, pool: true, street: "Elm", sold, extra: { note: "x" } } },
  { id: "b", data: { area: null, rooms: 4, pool: null, street: null, sold: null, extra: null } },
  { id: "c", data: { rooms: null, pool: false, street: "Oak" } },
]);
let DataFrame: Danfo["DataFrame"];
beforeAll(async () => void ({ DataFrame } = await danfo()));

it("restates members that danfojs' own frame has", async () => {
  expectTypeOf<keyof Frame>().toExtend<keyof RealFrame>();
  expectTypeOf<keyof Series>().toExtend<keyof RealSeries>();
  const { merge } = await danfo();
  const left = new DataFrame({ k: ["a", "b"], v: [1, 2] });
  expect(merge({ left, right: new DataFrame({ k: ["a"], w: [5] }), on: ["k"], how: "left" }).values).toEqual([
    ["a", 1, 5],
    ["b", 2, NaN],
  ]);
});

describe("samples as a frame", () => {
  it("has a typed column per field and missing values that danfojs counts as missing", async () => {
    const frame = await frameOf(houses, { id: "id" });
    expect(frame.columns).toEqual(["id", "area", "rooms", "pool", "street", "sold", "extra"]);
    expect(frame.dtypes).toEqual(["string", "float32", "float32", "boolean", "string", "string", "string"]);
    expect(frame.column("area").isNa().values).toEqual([false, true, true]);
    expect(frame.column("pool").isNa().values).toEqual([false, true, false]);
    expect(frame.column("street").isNa().values).toEqual([false, true, false]);
    expect(frame.column("rooms").mean()).toBe(3.5);
    expect(frame.column("pool").add(1).values).toEqual([2, NaN, 1]);
    expect(frame.column("sold").values).toEqual([sold.toISOString(), null, null]);
  });
  it("comes back as the same samples", async () => {
    const back = samplesFromFrame<House>(await frameOf(houses, { id: "key" }), { id: "key", kinds: { sold: "date" } });
    expect(back.ids).toEqual(["a", "b", "c"]);
    for (const field of ["area", "rooms", "pool", "street", "sold", "extra"] as const) {
      expect(back.kind(field)).toBe(houses.kind(field));
      expect(back.column(field)).toEqual(houses.column(field));
    }
  });
  it("takes the fields asked for, of any batch: columns, views, one row, none", async () => {
    const area: ColumnData = { kind: "number", values: Float64Array.of(1, NaN, 3) };
    const columns = columnarSamples<House>({ ids: ["a", "b", "c"], columns: { area } });
    expect((await frameOf(columns.select([2, 1, 2]), { fields: ["area"] })).values).toEqual([[3], [NaN], [3]]);
    expect((await frameOf(columns.select([1]))).values).toEqual([[NaN]]);
    const none = await frameOf(columns.select([]));
    expect([none.shape, none.columns]).toEqual([[0, 1], ["area"]]);
    expect(samplesFromFrame(none).length).toBe(0);
    expect(matrixFromFrame(none)).toMatchObject({ rows: 0, columns: 1 });
  });
  it("keeps columns of nothing but missing values, by the kind the schema gives", async () => {
    const empty = samplesOf<House>(
      [
        { id: "a", data: {} },
        { id: "b", data: {} },
      ],
      { area: "number", street: "string", pool: "boolean" },
    );
    const frame = await frameOf(empty, { fields: ["area", "street", "pool"] });
    expect(frame.dtypes).toEqual(["float32", "string", "boolean"]);
    const back = samplesFromFrame<House>(frame);
    expect(back.numbers("area")).toEqual(Float64Array.of(NaN, NaN));
    expect([back.column("street"), back.column("pool")]).toEqual([
      [null, null],
      [null, null],
    ]);
  });
  it("leaves the samples untouched", async () => {
    const frame = await frameOf(houses);
    (frame.column("rooms").values as number[])[0] = 99;
    withColumns(frame, { rooms: [7, 7, 7] });
    expect(houses.numbers("rooms")[0]).toBe(3);
  });
});

describe("a frame as samples", () => {
  it("reads null, undefined and NaN as missing, whatever danfojs guessed", () => {
    const frame = new DataFrame({
      n: [1.5, null, undefined],
      s: [undefined, "x", NaN],
      u: [undefined, undefined, null],
      d: [null, sold, null],
    });
    const samples = samplesFromFrame<{ n: number; s: string; u: number; d: Date }>(frame);
    expect(samples.numbers("n")).toEqual(Float64Array.of(1.5, NaN, NaN));
    expect(samples.column("s")).toEqual([null, "x", null]);
    expect(samples.numbers("u")).toEqual(Float64Array.of(NaN, NaN, NaN));
    expect(samples.column("d")).toEqual([null, sold, null]);
    expect(samples.ids).toEqual(["0", "1", "2"]);
  });
  it("gives labels", () => {
    const frame = new DataFrame({ area: [1, 2], price: [10, 20] });
    const samples = labeledSamplesFromFrame<{ area: number }, number>(frame, "price", { ids: ["x", "y"] });
    expect(samples.labels).toEqual(Float64Array.of(10, 20));
    expect(samples.fields).toEqual(["area"]);
    expect([...samples]).toEqual([
      ...labeledSamplesOf([
        { id: "x", data: { area: 1 }, label: 10 },
        { id: "y", data: { area: 2 }, label: 20 },
      ]),
    ]);
  });
  it("says column and row of what does not fit", () => {
    const mixed = new DataFrame({ n: [1, "two"] }, { dtypes: ["float32"] });
    expect(() => samplesFromFrame(mixed)).toThrow('frame column "n", row 1: the string two where a number is expected');
    expect(() => samplesFromFrame(new DataFrame({ d: ["soon"] }), { kinds: { d: "date" } })).toThrow(
      /row 0: the string soon where a date/,
    );
    expect(() => samplesFromFrame(new DataFrame({ id: ["a", null] }, { dtypes: ["string"] }), { id: "id" })).toThrow(
      /row 1: nothing where an id/,
    );
    expect(() => labeledSamplesFromFrame(new DataFrame({ y: [1, NaN] }), "y")).toThrow(/row 1: nothing where a label/);
    expect(() => labeledSamplesFromFrame(new DataFrame({ y: [1, 2] }), "z")).toThrow(/no column "z"; its columns: y/);
    expect(() => samplesFromFrame(new DataFrame({ y: [1, 2] }), { ids: ["a"] })).toThrow(
      /ids has 1 values for the 2 rows/,
    );
  });
});

describe("a frame as a matrix", () => {
  it("is exact and in the order asked for", async () => {
    const matrix = matrixFromFrame(await frameOf(houses), ["pool", "area"]);
    expect(matrix).toEqual({
      rows: 3,
      columns: 2,
      names: ["pool", "area"],
      data: Float64Array.of(1, 1.1234567890123457, NaN, NaN, 0, NaN),
    });
  });
  it("refuses what is no number", async () => {
    const frame = await frameOf(houses);
    expect(() => matrixFromFrame(frame)).toThrow(
      'frame column "street", row 0: the string Elm where a number is expected',
    );
  });
});

describe("danfojs' faults around missing values, and what mends them", () => {
  const scores = () =>
    new DataFrame({ group: ["x", "x", "y", null], score: [3, NaN, 1, 2] }, { dtypes: ["string", "float32"] });
  it("group means become NaN; without missing values they are right", () => {
    expect(scores().groupby(["group"]).col(["score"]).mean().values).toContainEqual(["x", NaN]);
    const means = withoutMissing(scores()).groupby(["group"]).col(["score"]).mean();
    expect(means.values).toEqual([
      ["x", 3],
      ["y", 1],
    ]);
  });
  it("sorting stops at NaN; without missing values it sorts", () => {
    const column = (frame: unknown) => (frame as Frame).column("score").values;
    const sorted = new DataFrame({ score: [3, NaN, 1, NaN, 2] }, { dtypes: ["float32"] });
    expect(column(sorted.sortValues("score"))).not.toEqual([1, 2, 3, NaN, NaN]);
    expect(column(withoutMissing(sorted).sortValues("score"))).toEqual([1, 2, 3]);
  });
  it("replacing a column changes the frame; withColumns replaces, adds and keeps the rest", () => {
    const changed = scores() as unknown as RealFrame;
    expect(changed.addColumn("score", [1, 2, 3, 4])).toBeUndefined();
    expect(changed.column("score").values).toEqual([1, 2, 3, 4]);
    const frame = scores();
    const next = withColumns(frame, {
      score: frame.column("score").mul(2),
      top: frame.column("score").gt(2),
      none: [NaN, NaN, NaN, NaN],
      tag: ["a", "b", null, "d"],
    });
    expect(next.columns).toEqual(["group", "score", "top", "none", "tag"]);
    expect(next.dtypes).toEqual(["string", "float32", "boolean", "float32", "string"]);
    expect(next.column("score").values).toEqual([6, NaN, 2, 4]);
    expect(frame.column("score").values).toEqual([3, NaN, 1, 2]);
    expect(() => withColumns(frame, { short: [1] })).toThrow(/column "short" has 1 values for the 4 rows/);
  });
  it("keeps a frame whole that misses nothing, and can be left with no rows", () => {
    const frame = scores();
    expect(withoutMissing(frame, []).shape).toEqual([4, 2]);
    expect(withoutMissing(new DataFrame({ a: [NaN, NaN] }, { dtypes: ["float32"] })).shape).toEqual([0, 1]);
  });
});
