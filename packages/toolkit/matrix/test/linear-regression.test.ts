import { newRun, TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { denseOf, linearRegression, predictLinear, ridge, sparseOf, toDense, toSparse } from "../src/index.ts";
import { expectNear, featuresFor, firstRows, reference, weights } from "./reference.ts";

const alphas: Record<string, number> = { "ridge no intercept": 10, "ridge collinear": 0.5 };

describe.each(["wasm", "plain"] as const)("agrees with scikit-learn and numpy, %s kernels", (kernels) => {
  it.each(Object.keys(reference.linear))("%s", (name) => {
    const expected = reference.linear[name]!;
    const features = featuresFor(name);
    const labels = reference.data.targets.slice(0, features.rows);
    const data = { features, labels, weights: name.includes("weighted") ? weights : undefined };
    const intercept = !name.includes("no intercept");
    const found = name.includes("ridge")
      ? ridge(data, { alpha: alphas[name] ?? 2.5, intercept, kernels })
      : linearRegression(data, { intercept, kernels });
    expectNear(found.coefficients, expected.coefficients, 1e-8);
    expectNear([found.intercept], [expected.intercept], 1e-8);
    expectNear(predictLinear(found, firstRows(features, 5)), expected.predictions, 1e-8);
  });
});

it("solves wide sparse features by conjugate gradients as it solves them dense", () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: 12 }, (_, k): [number, number] => [
      (i * 37 + k * 97 + k * k) % 1500,
      ((i * 7 + k * 13) % 11) - 5,
    ]),
  );
  const features = sparseOf(rows, 1500);
  const labels = rows.map((row, i) => row.reduce((sum, [column, value]) => sum + value * Math.sin(column), i % 3));
  const weights = Float64Array.from(labels, (_, i) => 1 + (i % 4));
  const iterative = ridge({ features, labels, weights }, { alpha: 2 });
  const direct = ridge({ features: toDense(features), labels, weights }, { alpha: 2 });
  expectNear(iterative.coefficients, direct.coefficients, 1e-8);
  expectNear([iterative.intercept], [direct.intercept], 1e-8);
});

it("says which row and column hold no number", () => {
  const features = denseOf(
    [
      [1, 2],
      [3, NaN],
      [5, 6],
    ],
    ["age", "debt"],
  );
  const failure = () => linearRegression({ features, labels: [1, 2, 3] });
  expect(failure).toThrow('the features hold NaN at row 1, column "debt"');
  expect(() => linearRegression({ features: toSparse(features), labels: [1, 2, 3] })).toThrow('row 1, column "debt"');
  expect(() => linearRegression({ features: denseOf([[1], [2]]), labels: [1, Infinity] })).toThrow(
    "the labels hold Infinity at row 1",
  );
});

it("refuses data that does not fit together", () => {
  const features = denseOf([[1], [2], [4]]);
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return TandemError.is(error) ? error.code : error;
    }
    return "no error";
  };
  expect(code(() => linearRegression({ features, labels: [1, 2] }))).toBe("matrix/misaligned");
  expect(code(() => linearRegression({ features, labels: [1, 2, 3], weights: Float64Array.of(1, 2) }))).toBe(
    "matrix/misaligned",
  );
  expect(code(() => linearRegression({ features, labels: [1, 2, 3], weights: Float64Array.of(1, -2, 1) }))).toBe(
    "matrix/bad-weights",
  );
  expect(code(() => linearRegression({ features, labels: [1, 2, 3], weights: new Float64Array(3) }))).toBe(
    "matrix/bad-weights",
  );
  expect(code(() => ridge({ features, labels: [1, 2, 3] }, { alpha: -1 }))).toBe("matrix/bad-option");
  expect(code(() => linearRegression({ features: { ...features, columns: 2 }, labels: [1, 2, 3] }))).toBe(
    "matrix/malformed",
  );
  expect(code(() => predictLinear({ coefficients: Float64Array.of(1, 2), intercept: 0 }, features))).toBe(
    "matrix/columns-differ",
  );
  expect(code(() => predictLinear({ coefficients: Float64Array.of(1), intercept: 0 }, denseOf([[NaN]])))).toBe(
    "matrix/not-finite",
  );
});

it("keeps the digits of columns far from zero", () => {
  const features = denseOf(Array.from({ length: 50 }, (_, i) => [1e8 + (i % 7), 1e-5 * (i % 5)]));
  const labels = Array.from({ length: 50 }, (_, i) => 3 * (i % 7) + 2e5 * 1e-5 * (i % 5));
  expectNear(linearRegression({ features, labels }).coefficients, [3, 2e5], 1e-7);
});

it("stops when its run is aborted", () => {
  const features = featuresFor("collinear");
  const control = new AbortController();
  const run = newRun({ signal: control.signal, onProgress: () => control.abort(new Error("enough")) });
  expect(() => linearRegression({ features, labels: reference.data.targets }, {}, run)).toThrow("enough");
});

it("gives columns that are almost collinear their full digits", () => {
  const near = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.sin(i) + 1e-6 * Math.cos(3 * i), i / 40]);
  const labels = near.map(([a = 0, b = 0, c = 0]) => 2 * a - b + 3 * c + 1);
  const found = linearRegression({ features: denseOf(near), labels });
  expectNear(found.coefficients, [2, -1, 3], 1e-7);
  expectNear([found.intercept], [1], 1e-8);
});

it("shares the weight among all the categories of a field", () => {
  const rows = Array.from({ length: 300 }, (_, i) => [0, 1, 2, 3].map((k) => (i % 4 === k ? 1 : 0)));
  const labels = rows.map((_, i) => [10, 20, 30, 40][i % 4]!);
  for (const features of [denseOf(rows), toSparse(denseOf(rows))]) {
    const found = linearRegression({ features, labels });
    expectNear(found.coefficients, [-15, -5, 5, 15], 1e-9);
    expectNear([found.intercept], [25], 1e-9);
  }
});

it("fits nothing but an intercept where there are no columns", () => {
  const found = linearRegression({ features: { rows: 3, columns: 0, data: new Float64Array(0) }, labels: [1, 2, 6] });
  expect(found).toEqual({ coefficients: new Float64Array(0), intercept: 3 });
});
