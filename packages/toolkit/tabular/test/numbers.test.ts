import { samplesOf, type TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { columnNames, encode, learnEncoding, type Imputation, type Scaling } from "../src/index.ts";
import { expectRows, people, reference, trained, type Person } from "./reference.ts";

describe("agrees with scikit-learn", () => {
  it.each(Object.keys(reference.numbers))("%s", (name) => {
    const [method, impute, field] = name.split(" ") as [Scaling, Imputation, "age"];
    const encoding = learnEncoding(trained, { scale: [{ fields: [field], method, impute }] });
    expectRows(encode(people, encoding), reference.numbers[name]!);
  });
  it("constant with indicator", () => {
    const encoding = learnEncoding(trained, {
      passthrough: [{ fields: ["age"], impute: { constant: -5 }, indicator: true }],
    });
    expect(columnNames(encoding)).toEqual(["age", "age=(missing)"]);
    expectRows(encode(people, encoding), reference.constant);
  });
});

it("passes numbers and booleans through, missing ones as NaN", () => {
  const rows = samplesOf<{ a: number | null; b: boolean | null }>([
    { id: "1", data: { a: 5, b: true } },
    { id: "2", data: { a: null, b: false } },
    { id: "3", data: { a: -2, b: null } },
  ]);
  const { data, names } = encode(rows, learnEncoding(rows, { passthrough: ["a", "b"] }));
  expect(names).toEqual(["a", "b"]);
  expect([...data]).toEqual([5, 1, NaN, 0, -2, NaN]);
});

it("makes zeros of a field that is always empty, then as now", () => {
  const empty = samplesOf<Person>(reference.rows.map((data, i) => ({ id: `${i}`, data: { ...data, age: null } })));
  for (const method of ["standard", "min-max", "robust", "none"] as const)
    for (const impute of ["mean", "median", "most-frequent"] as const)
      expect(
        encode(empty, learnEncoding(empty, { scale: [{ fields: ["age"], method, impute }] })).data.every(
          (value) => value === 0,
        ),
      ).toBe(true);
});

it("keeps digits of values far from zero", () => {
  const rows = samplesOf(Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, data: { x: 1e9 + i } })));
  const { data } = encode(rows, learnEncoding(rows, { scale: ["x"] }));
  expect(data[99]! - data[0]!).toBeCloseTo(99 / Math.sqrt((100 ** 2 - 1) / 12), 12);
});

it("refuses to learn from what is not finite, naming the sample", () => {
  const rows = samplesOf<{ x: number }>([
    { id: "a", data: { x: 1 } },
    { id: "b", data: { x: -Infinity } },
  ]);
  expect(() => learnEncoding(rows, { scale: ["x"] })).toThrow('sample b: field "x" is -Infinity');
  const failure = () => learnEncoding(trained, { scale: [{ fields: ["age"], impute: { constant: NaN } }] });
  expect(failure).toThrow(expect.objectContaining({ code: "tabular/bad-spec" }) as TandemError);
});
