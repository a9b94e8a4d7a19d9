import { newRun, randomSequence } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { logisticRegression, toSparse, type LogisticOptions, type TrainingData } from "../src/index.ts";
import { expectNear } from "./reference.ts";

const rows = 40_000;
const columns = 3;
const random = randomSequence(11);
const data = Float64Array.from({ length: rows * columns }, (_, i) => (random() - 0.5) * [4, 1, 100][i % 3]!);
const scoreOf = (row: number) => data[row * 3]! - data[row * 3 + 1]! + data[row * 3 + 2]! / 50 + 0.3;
const features = { rows, columns, data };
const binary = Array.from({ length: rows }, (_, row) => Number(random() < 1 / (1 + Math.exp(-scoreOf(row)))));
const three = binary.map((label, row) => (random() < 0.3 ? 2 : row % 8 === 0 ? 1 - label : label));

function fit(training: TrainingData<number>, options: LogisticOptions<number> = {}) {
  const losses: number[] = [];
  const run = newRun({ onLog: (metric, value) => void (metric === "loss" && losses.push(value)) });
  return { ...logisticRegression(training, { tolerance: 1e-9, ...options }, run), losses };
}

/** Sparse rows are never sampled. */
const unsampled = (training: TrainingData<number>, options?: LogisticOptions<number>) =>
  fit({ ...training, features: toSparse(features) }, options);

describe("many rows, begun on a sample of them", () => {
  it.each(["wasm", "plain"] as const)("reach the minimum of all in fewer passes, %s kernels", (kernels) => {
    const found = fit({ features, labels: binary }, { kernels });
    const expected = unsampled({ features, labels: binary });
    expectNear(found.coefficients, expected.coefficients, 1e-7);
    expectNear(found.intercepts, expected.intercepts, 1e-7);
    expect(found.losses[0]).toBeLessThan(found.losses.at(-1)! * 1.01);
    expect(found.losses.length).toBeLessThan(expected.losses.length);
  });
  it("with weights, without an intercept, and of three classes", () => {
    const weights = Float64Array.from({ length: rows }, (_, row) => (row % 5) / 2);
    const cases: [TrainingData<number>, LogisticOptions<number>][] = [
      [{ features, labels: binary, weights }, { classWeights: "balanced" }],
      [
        { features, labels: binary },
        { intercept: false, c: 0.001 },
      ],
      [{ features, labels: three, weights }, {}],
    ];
    for (const [training, options] of cases) {
      const expected = unsampled(training, options);
      const found = fit(training, options);
      expectNear(found.coefficients, expected.coefficients, 1e-6);
      expectNear(found.intercepts, expected.intercepts, 1e-6);
    }
  });
  it("do not go astray by a sample unlike the rest", () => {
    const oneClass = binary.map((label, row) => (row % 8 === 0 ? 0 : label));
    const reversed = binary.map((label, row) => (row % 8 === 0 ? 1 - label : label));
    const separated = binary.map((label, row) => (row % 8 === 0 ? Number(scoreOf(row) > 0) : label));
    for (const labels of [oneClass, reversed, separated])
      expectNear(fit({ features, labels }).coefficients, unsampled({ features, labels }).coefficients, 1e-6);
  });
  it("stop when the run is aborted, also while the sample is fitted", () => {
    const signal = AbortSignal.abort(new Error("enough"));
    expect(() => logisticRegression({ features, labels: binary }, {}, newRun({ signal }))).toThrow("enough");
  });
  it("say which row and column hold no number", () => {
    for (const row of [8, 9]) {
      const holed = { ...features, data: data.with(row * columns + 1, NaN) };
      expect(() => fit({ features: holed, labels: binary })).toThrow(`NaN at row ${row}, column 1`);
    }
  });
});
