import {
  columnarSamples,
  digestSamples,
  labeledSamplesOf,
  samplesOf,
  sampleTable,
  withKinds,
  withoutLabels,
  type ColumnData,
  type FieldKinds,
  type Sample,
  type Samples,
} from "@tandem/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

interface Row {
  n?: number | null;
  s?: string | null;
  b?: boolean | null;
  d?: Date | number | null;
  j?: { readonly deep: number } | readonly number[] | null;
}
const kinds: FieldKinds = { n: "number", s: "string", b: "boolean", d: "date", j: "json" };
const rows: readonly Sample<Row>[] = [
  { id: "1", data: { n: 1, s: "x", b: true, d: new Date(5), j: { deep: 1 } } },
  { id: "2", data: {} },
  { id: "3", data: { n: null, s: null, b: null, d: null, j: null } },
  { id: "4", data: { n: -2.5, s: "y", b: false, d: 7, j: [1, 2] } },
];
const byRow = () => samplesOf(rows, kinds);
const byColumn = () => columnarSamples<Row>(sampleTable(byRow()), kinds);

describe.each([
  ["rows", byRow],
  ["columns", byColumn],
  ["a selection of rows", () => selected(byRow())],
  ["a selection of columns", () => selected(byColumn())],
] as const)("samples as %s", (_, make) => {
  it("give columns with NaN or null where a value is missing", () => {
    const samples = make();
    expect(samples.column("n")).toEqual(Float64Array.of(1, NaN, NaN, -2.5));
    expect(samples.column("s")).toEqual(["x", null, null, "y"]);
    expect(samples.column("b")).toEqual([true, null, null, false]);
    expect(samples.column("d")).toEqual([new Date(5), null, null, new Date(7)]);
    expect(samples.column("j")).toEqual([{ deep: 1 }, null, null, [1, 2]]);
  });
  it("give numbers of booleans and dates", () => {
    expect(make().numbers("b")).toEqual(Float64Array.of(1, NaN, NaN, 0));
    expect(make().numbers("d")).toEqual(Float64Array.of(5, NaN, NaN, 7));
  });
  it("give codes into a dictionary", () => {
    const { codes, dictionary } = make().codes("s");
    expect([...codes].map((code) => dictionary[code])).toEqual(["x", undefined, undefined, "y"]);
    expect(codes[1]).toBe(-1);
  });
  it("say ids, fields, kinds and rows", () => {
    const samples = make();
    expect([samples.length, samples.ids, [...samples.fields].sort()]).toEqual([
      4,
      ["1", "2", "3", "4"],
      ["b", "d", "j", "n", "s"],
    ]);
    expect((["n", "s", "b", "d", "j"] as const).map((field) => samples.kind(field))).toEqual([
      "number",
      "string",
      "boolean",
      "date",
      "json",
    ]);
    expect(samples.at(0)).toEqual({ id: "1", data: rows[0]!.data });
    expect([...samples].map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
  });
  it("select by view, again and again, in any order and with repeats", () => {
    const twice = make().select([3, 0, 3, 1]).select([2, 1, 0]);
    expect(twice.ids).toEqual(["4", "1", "4"]);
    expect(twice.column("n")).toEqual(Float64Array.of(-2.5, 1, -2.5));
    expect(twice.column("s")).toEqual(["y", "x", "y"]);
    expect(twice.at(1).id).toBe("1");
  });
  it("are empty without rows", () => {
    const none = make().select([]);
    expect([none.length, [...none], none.ids, none.column("n"), none.column("s")]).toEqual([
      0,
      [],
      [],
      new Float64Array(0),
      [],
    ]);
  });
  it.each([-1, 4, 0.5, NaN])("have no row %d", (row) => {
    expect(() => make().at(row)).toThrowError(expect.objectContaining({ code: "samples/row-out-of-range" }));
    expect(() => make().select([row])).toThrowError(expect.objectContaining({ code: "samples/row-out-of-range" }));
  });
  it("refuse a field of another type", () => {
    expect(() => make().numbers("s")).toThrowError(expect.objectContaining({ code: "samples/wrong-type" }));
    expect(() => make().codes("n")).toThrowError(expect.objectContaining({ code: "samples/wrong-type" }));
  });
  it("refuse a field that nobody knows", () => {
    const error = expect.objectContaining({
      code: "samples/no-such-field",
      details: { field: "typo", known: expect.arrayContaining(["n", "s"]) },
    });
    expect(() => make().column("typo" as "n")).toThrowError(error);
  });
  it("have one digest", () => expect(digestSamples(make())).toBe(digestSamples(byRow())));
});

function selected(samples: Samples<Row>): Samples<Row> {
  return samples.select([3, 2, 1, 0]).select([3, 2, 1, 0]);
}

describe("a column of nothing but missing values", () => {
  const empty = samplesOf<Row>([{ id: "1", data: {} }], kinds);
  it("has the declared type", () => {
    expect([empty.column("n"), empty.column("s"), empty.kind("b")]).toEqual([Float64Array.of(NaN), [null], "boolean"]);
    expect(columnarSamples<Row>({ ids: ["1"], columns: {} }, kinds).column("d")).toEqual([null]);
  });
  it("is taken as the reader asks where nothing declares it", () => {
    const loose = samplesOf<Row>([{ id: "1", data: { n: null } }]);
    expect([loose.kind("n"), loose.numbers("n")]).toEqual([undefined, Float64Array.of(NaN)]);
    expect(loose.codes("n")).toMatchObject({ codes: Int32Array.of(-1), dictionary: [] });
  });
  it("may be declared without a kind", () => {
    const open = samplesOf<Row>([{ id: "1", data: {} }], { n: undefined });
    expect(open.numbers("n")).toEqual(Float64Array.of(NaN));
    expect(columnarSamples<Row>({ ids: ["1"], columns: {} }, { n: undefined }).numbers("n")).toEqual(
      Float64Array.of(NaN),
    );
  });
});

describe("wrong types", () => {
  const bad = (data: object, field: keyof Row) => () =>
    samplesOf<Row>(
      [
        { id: "fine", data: {} },
        { id: "culprit", data },
      ],
      kinds,
    ).column(field);
  it.each([
    [{ n: "3" }, "n", 'a number but is the string "3"'],
    [{ s: 3 }, "s", "a string but is the number 3"],
    [{ b: 1 }, "b", "a boolean but is the number 1"],
    [{ d: "2020" }, "d", 'a date but is the string "2020"'],
    [{ n: {} }, "n", "a number but is an object"],
    [{ n: [1] }, "n", "a number but is an array"],
    [{ n: 3n }, "n", "a number but is an bigint"],
  ] as const)("%o are refused with the sample's id", (data, field, message) => {
    expect(bad(data, field)).toThrow(`sample culprit: field "${field}" should be ${message}`);
  });
});

it("reads fields named like what every object inherits", () => {
  const odd = samplesOf<Record<string, number>>([
    { id: "1", data: { constructor: 4 } },
    { id: "2", data: {} },
  ]);
  expect([odd.column("constructor"), odd.kind("toString")]).toEqual([Float64Array.of(4, NaN), undefined]);
  expect(columnarSamples<Record<string, number>>(sampleTable(odd), {}).column("constructor")).toEqual(
    Float64Array.of(4, NaN),
  );
});

it("refuses columns of another length", () => {
  const column: ColumnData = { kind: "number", values: new Float64Array(3) };
  for (const table of [
    { columns: { n: column } },
    { columns: {}, weights: new Float64Array(3) },
    { columns: {}, groups: ["a"] },
    { columns: {}, labels: column },
  ])
    expect(() => columnarSamples({ ids: ["1", "2"], ...table })).toThrowError(
      expect.objectContaining({ code: "samples/misaligned" }),
    );
});

it("samples keep a field called __proto__, which is no prototype", () => {
  const data = JSON.parse('{"n":1,"__proto__":{"evil":true}}') as Record<string, unknown>;
  const columns = sampleTable(samplesOf([{ id: "1", data }]));
  expect(Object.keys(columns.columns)).toEqual(["n", "__proto__"]);
  const [sample] = columnarSamples<Record<string, unknown>>(columns);
  expect(Object.getPrototypeOf(sample!.data)).toBe(Object.prototype);
  expect(Object.entries(sample!.data)).toEqual(Object.entries(data));
});

describe("labelled samples", () => {
  const labelled = labeledSamplesOf<Row, string>([
    { id: "a", data: { n: 1 }, label: "yes", weight: 2 },
    { id: "b", data: { n: 2 }, label: "no", group: "g" },
  ]);
  const columnar = columnarSamples<Row, string>(sampleTable(labelled) as never);
  it.each([
    ["rows", labelled],
    ["columns", columnar],
  ] as const)("as %s carry labels, weights and groups through a selection", (_, samples) => {
    const one = samples.select([1, 0, 1]);
    expect([one.labels, one.weights, one.groups]).toEqual([
      ["no", "yes", "no"],
      Float64Array.of(1, 2, 1),
      ["g", "a", "g"],
    ]);
    expect(one.at(0)).toMatchObject({ id: "b", label: "no", group: "g" });
  });
  it("give numeric labels as numbers", () => {
    expect(labeledSamplesOf([{ id: "a", data: {}, label: 3 }]).labels).toEqual(Float64Array.of(3));
  });
  it.each([
    ["rows", labelled],
    ["columns", columnar],
    ["rows that are not told to be labelled", samplesOf<Row>([...labelled])],
  ] as const)("as %s lose all of it before features are made", (_, samples) => {
    const bare = withoutLabels<Row>(samples);
    for (const sample of [...bare, bare.at(0), bare.select([1]).at(0)])
      expect(Object.keys(sample).sort()).toEqual(["data", "id"]);
    expect([(bare as { labels?: unknown }).labels, (bare as { weights?: unknown }).weights]).toEqual([
      undefined,
      undefined,
    ]);
    expect(bare.column("n")).toEqual(Float64Array.of(1, 2));
  });
  it("share columns with their view without labels", () => {
    expect(withoutLabels(labelled).column("n")).toBe(labelled.column("n"));
    expect(withoutLabels(columnar).column("n")).toBe(columnar.column("n"));
  });
});

it("does not ask a table for ids that it makes on demand", () => {
  const table = {
    get ids(): string[] {
      throw new Error("asked");
    },
    length: 2,
    columns: { n: { kind: "number", values: Float64Array.of(1, 2) } as const },
    labels: { kind: "number", values: Float64Array.of(0, 1) } as const,
  };
  const samples = withoutLabels(withKinds(columnarSamples<Row, number>(table), kinds));
  expect([samples.length, samples.column("n")]).toEqual([2, Float64Array.of(1, 2)]);
});

const field = <T>(value: fc.Arbitrary<T>) => fc.option(fc.option(value, { nil: undefined }), { nil: null });
const anyRow = fc.record({
  n: field(fc.double({ noNaN: true })),
  s: field(fc.string()),
  b: field(fc.boolean()),
  d: field(fc.date({ noInvalidDate: true })),
  j: field(fc.dictionary(fc.string(), fc.integer())),
});

it("says the same of any rows by row and by column, and through any selection", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (data, picks) => {
      const samples = samplesOf(
        data.map((row, at) => ({ id: `${at}`, data: row as Row })),
        kinds,
      );
      const columns = columnarSamples<Row>(sampleTable(samples), kinds);
      expect(digestSamples(columns)).toBe(digestSamples(samples));
      const order = [...picks.take(5)].map((pick) => pick % data.length);
      const [a, b] = [samples.select(order), columns.select(order)];
      for (const name of ["n", "s", "b", "d", "j"] as const) {
        expect(b.column(name)).toEqual(a.column(name));
        expect(Array.from(a.column(name))).toEqual(order.map((row) => samples.column(name)[row]));
      }
    }),
    { numRuns: 60 },
  );
});
