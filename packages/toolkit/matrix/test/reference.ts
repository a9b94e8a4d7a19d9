import { readFileSync } from "node:fs";
import { denseOf, toSparse, type DenseMatrix } from "../src/index.ts";
import { expect } from "vitest";

interface Solution {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly intercepts: readonly number[];
  readonly predictions: readonly number[];
  readonly probabilities: readonly number[];
}
type Numbers = readonly number[];

/** What scikit-learn and numpy say; fixtures/linear.py made it. */
export const reference = JSON.parse(readFileSync(new URL("fixtures/linear.json", import.meta.url), "utf8")) as {
  readonly data: {
    readonly features: readonly Numbers[];
    readonly sparse: readonly Numbers[];
    readonly collinear: readonly Numbers[];
    readonly wide: readonly Numbers[];
    readonly targets: Numbers;
    readonly weights: Numbers;
    readonly binary: Numbers;
    readonly three: Numbers;
  };
  readonly linear: Readonly<Record<string, Solution>>;
  readonly logistic: Readonly<Record<string, Solution>>;
};

const { data } = reference;
export const weights = Float64Array.from(data.weights);

/** The features that a case of the fixtures is about, told by its name. */
export function featuresFor(name: string) {
  const kind = (["sparse", "collinear", "wide"] as const).find((word) => name.includes(word)) ?? "features";
  const features = denseOf(data[kind]);
  return kind === "sparse" ? toSparse(features) : features;
}

export function firstRows(matrix: ReturnType<typeof featuresFor>, rows: number) {
  return "offsets" in matrix ? { ...matrix, rows, offsets: matrix.offsets.slice(0, rows + 1) } : head(matrix, rows);
}
function head(matrix: DenseMatrix, rows: number): DenseMatrix {
  return { ...matrix, rows, data: matrix.data.slice(0, rows * matrix.columns) };
}

/** Each number within `tolerance` of the expected one, relative to its size where that is above 1. */
export function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!), `number ${i}: ${found[i]} for ${expected[i]}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[i]!)),
    );
}
