import { readFileSync } from "node:fs";
import { samplesOf, type DenseMatrix, type Samples } from "@tandem/core";
import { expect } from "vitest";

export interface Person {
  readonly age: number | null;
  readonly income: number | null;
  readonly constant: number;
  readonly city: string | null;
  readonly size: string;
  readonly joined: string | null;
  readonly note: string | null;
}
type Rows = readonly (readonly (number | null)[])[];
export interface Named {
  readonly values: Rows;
  readonly names: readonly string[];
}

/** What scikit-learn and pandas make of the same table; fixtures/encodings.py wrote it. */
export const reference = JSON.parse(readFileSync(new URL("fixtures/encodings.json", import.meta.url), "utf8")) as {
  readonly trained: number;
  readonly rows: readonly Person[];
  readonly numbers: Readonly<Record<string, Rows>>;
  readonly constant: Rows;
  readonly oneHot: readonly (readonly [options: object, expected: Named])[];
  readonly oneHotFields: readonly ("city" | "size")[];
  readonly ordinal: Readonly<Record<string, Rows>>;
  readonly text: Readonly<Record<string, Named>>;
  readonly parts: Rows;
};

export const people: Samples<Person> = samplesOf(
  reference.rows.map((data, i) => ({ id: `p${i}`, data })),
  {
    age: "number",
    income: "number",
    constant: "number",
    city: "string",
    size: "string",
    joined: "string",
    note: "string",
  },
);
/** The part that encodings are learned from; the rest holds unseen categories. */
export const trained = people.select(Array.from({ length: reference.trained }, (_, i) => i));

/** Every number within 1e-12 of the expected one, relative to its size where that is above 1; null stands for NaN. */
export function expectRows(found: DenseMatrix, expected: Rows): void {
  expect([found.rows, found.columns]).toEqual([expected.length, expected[0]!.length]);
  expected.forEach((row, i) =>
    row.forEach((value, j) => {
      const actual = found.data[i * found.columns + j]!;
      if (value === null) return expect(actual, `row ${i}, column ${j}`).toBeNaN();
      expect(Math.abs(actual - value), `row ${i}, column ${j}: ${actual} for ${value}`).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    }),
  );
}
