import { describe, expect, it } from "vitest";
import { fitBoosting, predictTrees, type BoostingOptions, type Trees } from "@tandem/toolkit-trees";
import { syntheticData } from "./data.ts";

const { features, regression, binary, weights } = syntheticData(5000);
const data = { features, targets: regression };

/** Predictions for rows that differ in one column only. */
function along(trees: Trees, column: number, row: number): Float64Array {
  const steps = 41;
  const grid = new Float64Array(steps * features.columns);
  for (let i = 0; i < steps; i++) {
    grid.set(features.data.subarray(row * features.columns, (row + 1) * features.columns), i * features.columns);
    grid[i * features.columns + column] = -1.2 + (2.4 * i) / (steps - 1);
  }
  return predictTrees(trees, { rows: steps, columns: features.columns, data: grid });
}

/** The columns on the way to each leaf. */
function paths(trees: Trees): Set<number>[] {
  const found: Set<number>[] = [];
  const walk = (node: number, path: readonly number[]): void => {
    if (trees.feature[node]! < 0) return void found.push(new Set(path));
    for (const child of [trees.left[node]!, trees.right[node]!]) walk(child, [...path, trees.feature[node]!]);
  };
  for (const root of trees.roots.subarray(0, -1)) walk(root, []);
  return found;
}

describe("what trees promise", () => {
  it("children share out their parent's rows, and leaves hold as many as they must", async () => {
    for (const options of [
      {},
      { objective: "binary" as const },
      { rowSampling: 0.5 },
      { maxLeaves: 5, growth: "depth" as const },
    ]) {
      const trees = await fitBoosting(
        { features, targets: "objective" in options ? binary : regression, weights },
        { trees: 20, minLeafSamples: 30, ...options },
      );
      trees.feature.forEach((feature, node) => {
        if (feature < 0) expect(trees.cover[node]).toBeGreaterThanOrEqual(30);
        else expect(trees.cover[trees.left[node]!]! + trees.cover[trees.right[node]!]!).toBe(trees.cover[node]);
        if (feature >= 0) expect(trees.gain[node]).toBeGreaterThan(0);
      });
    }
  });
  it("the whole of the leaf values is the Newton step: residuals of each leaf have mean zero at rate 1", async () => {
    const trees = await fitBoosting(data, { trees: 1, learningRate: 1, maxLeaves: 8 });
    const predicted = predictTrees(trees, features);
    const sums = new Map<number, number>();
    predicted.forEach((value, row) => sums.set(value, (sums.get(value) ?? 0) + regression[row]! - value));
    expect(sums.size).toBe(8);
    for (const sum of sums.values()) expect(Math.abs(sum)).toBeLessThan(1e-2);
  });
  it.each([[{ 0: 1, 3: -1 }], [{ 3: 1 }]] as [BoostingOptions["monotone"]][])(
    "outputs follow the direction %j everywhere",
    async (monotone) => {
      for (const growth of ["leaf", "depth"] as const) {
        const trees = await fitBoosting(data, { trees: 60, monotone: monotone!, growth });
        for (const [column, direction] of Object.entries(monotone!))
          for (let row = 0; row < 40; row++) {
            const values = along(trees, Number(column), row);
            for (let i = 1; i < values.length; i++)
              expect(direction * (values[i]! - values[i - 1]!)).toBeGreaterThanOrEqual(-1e-12);
          }
      }
    },
  );
  it("columns of different sets never meet", async () => {
    const trees = await fitBoosting(data, {
      trees: 40,
      interactions: [
        [0, 1],
        [1, 2, 3],
      ],
    });
    const sets = [
      [0, 1],
      [1, 2, 3],
      [4, 5, 6, 7],
    ];
    for (const path of paths(trees))
      expect(sets.some((set) => [...path].every((column) => set.includes(column)))).toBe(true);
    expect(paths(trees).some((path) => path.size > 1)).toBe(true);
  });
  it("depth and leaves stay within their limits", async () => {
    const trees = await fitBoosting(data, { trees: 20, maxDepth: 3 });
    for (let tree = 0; tree + 1 < trees.roots.length; tree++)
      expect(trees.roots[tree + 1]! - trees.roots[tree]!).toBeLessThanOrEqual(15);
  });
  it("missing values go where they save more, unseen ones with the many", async () => {
    const x = Float64Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? NaN : i % 4 === 1 ? 1 : 0));
    const like = (value: number) => Float64Array.from(x, (xi) => (Number.isNaN(xi) ? value : xi));
    for (const [value, expected] of [
      [1, 1],
      [0, 0],
    ] as const) {
      const seen = await fitBoosting(
        { features: { rows: 400, columns: 1, data: x }, targets: like(value) },
        { trees: 60, learningRate: 0.3 },
      );
      expect(predictTrees(seen, { rows: 1, columns: 1, data: Float64Array.of(NaN) })[0]).toBeCloseTo(expected, 3);
    }
    const unseen = await fitBoosting(
      { features: { rows: 400, columns: 1, data: like(0) }, targets: like(0) },
      { trees: 60, learningRate: 0.3 },
    );
    expect(predictTrees(unseen, { rows: 1, columns: 1, data: Float64Array.of(NaN) })[0]).toBeCloseTo(0, 3);
  });
  it("a category that says everything is found in one split; unknown codes count as missing", async () => {
    const codes = Float64Array.from({ length: 600 }, (_, i) => i % 30);
    const targets = codes.map((code) => ([3, 7, 12, 29].includes(code) ? 5 : -1));
    const trees = await fitBoosting(
      { features: { rows: 600, columns: 1, data: codes }, targets },
      { trees: 1, learningRate: 1, maxLeaves: 2, categorical: [0] },
    );
    const predicted = predictTrees(trees, { rows: 4, columns: 1, data: Float64Array.of(7, 8, 99, NaN) });
    expect(predicted[0]).toBeCloseTo(5, 5);
    expect(predicted[1]).toBeCloseTo(-1, 5);
    expect(predicted[2]).toBe(predicted[3]);
  });
  it("a weight of two is a row twice", async () => {
    const { columns } = features;
    const coarse = features.data.map((value) => Math.round(4 * value) / 4).subarray(0, 500 * columns); // so that bins are the same
    const rowsOf = Array.from({ length: 500 }, (_, row) => (row % 2 ? [row, row] : [row])).flat();
    const repeated = Float64Array.from(
      rowsOf.flatMap((row) => [...coarse.subarray(row * columns, (row + 1) * columns)]),
    );
    const options = { trees: 10, minLeafSamples: 1, minChildWeight: 20.5 };
    const part = { rows: 500, columns, data: coarse };
    const weighted = Float64Array.from({ length: 500 }, (_, row) => 1 + (row % 2));
    const byWeight = await fitBoosting(
      { features: part, targets: regression.subarray(0, 500), weights: weighted },
      options,
    );
    const byRow = await fitBoosting(
      { features: { rows: rowsOf.length, columns, data: repeated }, targets: rowsOf.map((row) => regression[row]!) },
      options,
    );
    const twice = predictTrees(byRow, part);
    predictTrees(byWeight, part).forEach((value, row) => expect(value).toBeCloseTo(twice[row]!, 4));
  });
  it("a custom objective that is squared error gives the trees of squared error", async () => {
    const custom = {
      name: "my squares",
      base: (targets: Float64Array) => targets.reduce((sum, y) => sum + y, 0) / targets.length,
      gradients(scores: Float32Array, targets: Float32Array, gradient: Float32Array, hessian: Float32Array) {
        scores.forEach((score, i) => (gradient[i] = score - targets[i]!));
        hessian.fill(1);
      },
    };
    const own = predictTrees(await fitBoosting(data, { trees: 10, objective: custom }), features);
    const built = predictTrees(await fitBoosting(data, { trees: 10 }), features);
    own.forEach((value, row) => expect(value).toBeCloseTo(built[row]!, 3));
  });
});
