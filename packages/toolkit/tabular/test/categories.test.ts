import { columnarSamples, samplesOf, type TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { columnNames, encode, encodeSparse, learnEncoding, type OneHotOptions } from "../src/index.ts";
import { expectRows, people, reference, trained } from "./reference.ts";

const renamed = (name: string) =>
  name
    .replace(/^(city|size)_/, "$1=")
    .replace("=None", "=(missing)")
    .replace("infrequent_sklearn", "(rare)");

describe("one-hot agrees with scikit-learn", () => {
  it.each(
    reference.oneHot.map(
      ([options, expected], i) => [reference.oneHotFields[i]!, JSON.stringify(options), expected] as const,
    ),
  )("%s %s", (field, options, expected) => {
    const encoding = learnEncoding(trained, {
      oneHot: [{ fields: [field], ...(JSON.parse(options) as OneHotOptions) }],
    });
    expect(columnNames(encoding)).toEqual(expected.names.map(renamed));
    expectRows(encode(people, encoding), expected.values);
  });
});

describe("ordinal agrees with scikit-learn", () => {
  it.each([
    ["city", learnEncoding(trained, { ordinal: ["city"] })],
    ["city missing", learnEncoding(trained, { ordinal: [{ fields: ["city"], unknown: -7, missing: "missing" }] })],
    ["size order", learnEncoding(trained, { ordinal: [{ fields: ["size"], order: ["small", "medium", "large"] }] })],
  ])("%s", (name, encoding) => expectRows(encode(people, encoding), reference.ordinal[name]!));
});

describe("unknown and missing", () => {
  interface Row {
    readonly colour: string | null;
    readonly fresh: boolean | null;
  }
  const row = (id: string, colour: string | null, fresh: boolean | null = true) => ({ id, data: { colour, fresh } });
  const seen = samplesOf<Row>([row("1", "red"), row("2", "green"), row("3", null, false), row("4", "red", null)]);
  const values = (rows: typeof seen, encoding: Parameters<typeof encode>[1]) => [...encode(rows, encoding).data];

  it("are zeros where they are ignored", () => {
    const encoding = learnEncoding(seen, { oneHot: [{ fields: ["colour"], missing: "ignore" }] });
    expect(columnNames(encoding)).toEqual(["colour=green", "colour=red"]);
    expect(values(samplesOf<Row>([row("a", null), row("b", "blue"), row("c", "red")]), encoding)).toEqual([
      0, 0, 0, 0, 0, 1,
    ]);
  });
  it("are errors that name sample and value where that is asked for", () => {
    const encoding = learnEncoding(seen.select([0, 1]), { oneHot: [{ fields: ["colour"], unknown: "error" }] });
    expect(() => encode(samplesOf<Row>([row("a", "red"), row("b", "blue")]), encoding)).toThrow(
      'sample b: field "colour" is "blue", which was not seen in training (green, red)',
    );
    expect(() => encode(samplesOf<Row>([row("c", null)]), encoding)).toThrow('sample c: field "colour" is missing');
    const ordinal = learnEncoding(seen, { ordinal: [{ fields: ["colour"], unknown: "error" }] });
    expect(() => encode(samplesOf<Row>([row("b", "blue")]), ordinal)).toThrow(
      expect.objectContaining({ code: "tabular/unknown-category" }) as TandemError,
    );
    expect(values(samplesOf<Row>([row("b", null)]), ordinal)).toEqual([-1]);
  });
  it("give rare categories of an ordinal one place", () => {
    const encoding = learnEncoding(samplesOf<Row>(["a", "b", "b", "c", "c"].map((colour, i) => row(`${i}`, colour))), {
      ordinal: [{ fields: ["colour"], minFrequency: 2, unknown: "missing" }],
    });
    expect(values(samplesOf<Row>([row("1", "b"), row("2", "c"), row("3", "a"), row("4", "z")]), encoding)).toEqual([
      0,
      1,
      2,
      NaN,
    ]);
  });
  it("booleans are categories too", () => {
    const encoding = learnEncoding(seen, { oneHot: ["fresh"] });
    expect(columnNames(encoding)).toEqual(["fresh=false", "fresh=true", "fresh=(missing)"]);
    expect(values(seen, encoding)).toEqual([0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });
  it("leave no column for a field that training never filled", () => {
    const encoding = learnEncoding(seen.select([2]), {
      oneHot: [{ fields: ["colour"], missing: "ignore" }],
      ordinal: ["colour"],
    });
    expect(values(seen, encoding)).toEqual([-1, -1, -1, -1]);
  });
});

it("looks up single rows of a big dictionary, and shared dictionaries, alike", () => {
  const dictionary = Array.from({ length: 500 }, (_, i) => `c${i % 250}`);
  const all = columnarSamples<{ c: string }>({
    ids: dictionary.map(String),
    columns: { c: { kind: "string", codes: Int32Array.from(dictionary, (_, i) => i), dictionary } },
  });
  const encoding = learnEncoding(all, { ordinal: ["c"], oneHot: ["c"] });
  expect(columnNames(encoding)).toHaveLength(251);
  const whole = encode(all, encoding);
  for (const at of [0, 249, 250, 499])
    expect(encode(all.select([at]), encoding).data).toEqual(whole.data.slice(at * 251, at * 251 + 251));
});

it("refuses limits that make no sense", () => {
  for (const options of [{ minFrequency: 1.5 }, { minFrequency: 0 }, { maxCategories: 0 }])
    expect(() => learnEncoding(trained, { oneHot: [{ fields: ["city"], ...options }] })).toThrow(
      'the encoding of field "city"',
    );
  expect(() => learnEncoding(trained, { ordinal: [{ fields: ["city"], order: ["a", "a"] }] })).toThrow("twice");
  expect(() => learnEncoding(trained, { ordinal: [{ fields: ["city"], unknown: NaN }] })).toThrow("finite");
});

it("gives sparse rows that say the same as dense ones", () => {
  const encoding = learnEncoding(trained, {
    passthrough: ["age"],
    scale: ["income"],
    oneHot: ["city", "size"],
    ordinal: ["size"],
    text: ["note"],
    dates: [{ fields: ["joined"], cyclic: ["month"] }],
  });
  const dense = encode(people, encoding);
  const sparse = encodeSparse(people, encoding);
  expect(sparse.names).toEqual(dense.names);
  const back = new Float64Array(dense.data.length);
  for (let row = 0; row < sparse.rows; row++) {
    const columns = sparse.indices.subarray(sparse.offsets[row], sparse.offsets[row + 1]);
    expect([...columns]).toEqual([...new Set(columns)].sort((a, b) => a - b));
    columns.forEach((column, i) => (back[row * sparse.columns + column] = sparse.values[sparse.offsets[row]! + i]!));
  }
  expect(back).toEqual(dense.data);
  expect(JSON.parse(JSON.stringify(encoding))).toEqual(encoding);
});
