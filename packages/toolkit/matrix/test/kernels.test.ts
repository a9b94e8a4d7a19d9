import { randomSequence } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { wasmKernels } from "../src/kernels/wasm.ts";
import { logisticObjective, type LogisticProblem } from "../src/logistic-objective.ts";
import { momentsOf, type MomentOptions } from "../src/moments.ts";
import { rowsOf } from "../src/rows.ts";
import { expectNear } from "./reference.ts";

it("runs WebAssembly here, so that what follows compares two things", () => {
  expect(wasmKernels(1000)).toBeDefined();
});

const random = randomSequence(3);
const matrixOf = (rows: number, columns: number, scale = (_row: number, _column: number) => 1) => ({
  rows,
  columns,
  data: Float64Array.from(
    { length: rows * columns },
    (_, i) => (random() - 0.4) * scale(Math.floor(i / columns), i % columns),
  ),
});

const furthest = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!) / Math.max(1, Math.abs(value))), 0);

/** Odd and even widths; fewer rows than a block, several blocks and a rest. */
const shapes: readonly (readonly [rows: number, columns: number])[] = [
  [1, 1],
  [7, 3],
  [513, 4],
  [1501, 31],
  [70, 600],
];

describe("moments of both kernels agree", () => {
  const both = (features: ReturnType<typeof matrixOf>, options: MomentOptions) => {
    const wasm = momentsOf(features, options);
    const plain = momentsOf(features, { ...options, kernels: "plain" });
    expect(wasm.width).toBe(plain.width);
    expectNear([wasm.total], [plain.total], 1e-13);
    expect(furthest(wasm.means, plain.means)).toBeLessThan(1e-13);
    expect(furthest(wasm.products, plain.products)).toBeLessThan(1e-11);
  };
  it.each(shapes)("%i x %i", (rows, columns) => {
    const features = matrixOf(rows, columns);
    const target = Array.from({ length: rows }, random);
    const weights = Float64Array.from({ length: rows }, random);
    for (const centred of [true, false])
      for (const options of [{}, { target }, { weights }, { target, weights }, { target, every: 3 }])
        both(features, { ...options, centred });
  });
  it("where the rows sampled for a first guess of the means lie far from those that count", () => {
    const features = matrixOf(3000, 2);
    const weights = Float64Array.from({ length: 3000 }, (_, row) => (row % 3 === 0 ? 0 : 1));
    for (let row = 0; row < 3000; row += 3) features.data[2 * row]! += 1e9;
    both(features, { centred: true, weights });
  });
});

describe("logistic losses and gradients of both kernels agree", () => {
  it.each(shapes)("%i x %i", (rows, columns) => {
    const features = matrixOf(rows, columns, (row) => (row % 50 === 7 ? 2000 : 1));
    for (const outputs of [1, 3])
      for (const shares of [undefined, Float64Array.from({ length: rows }, random)]) {
        const targets = Int32Array.from({ length: rows }, () => Math.floor(random() * Math.max(2, outputs)));
        const problem: LogisticProblem = {
          rows: rowsOf(features),
          targets,
          shares,
          outputs,
          intercept: true,
          penalty: 0.1,
        };
        const objectives = [logisticObjective(problem), logisticObjective({ ...problem, kernels: "plain" })];
        const point = Float64Array.from({ length: objectives[0]!.size }, () => random() - 0.5);
        const found = objectives.map((objective) => {
          const gradient = new Float64Array(objective.size);
          return { value: objective.evaluate(point, gradient), gradient };
        });
        expectNear([found[0]!.value], [found[1]!.value], 1e-13);
        expect(furthest(found[0]!.gradient, found[1]!.gradient)).toBeLessThan(1e-12);
      }
  });
});
