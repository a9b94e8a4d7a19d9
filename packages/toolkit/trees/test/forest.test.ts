import { describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import { fitForest, predictTrees, treesCodec, type ForestOptions, type Trees } from "@tandem/toolkit-trees";
import { rmse, syntheticData } from "./data.ts";

const { features, regression, binary, classes, weights } = syntheticData(1500);
const fresh = syntheticData(1000, 2);
const cases: Record<string, ForestOptions> = {
  "random forest": { outOfBag: true },
  "with categories": { categorical: [6, 7], columnsPerSplit: 3 },
  "extra trees": { randomCuts: true, minLeafSamples: 3 },
  "extra trees with categories": { randomCuts: true, categorical: [6, 7], replace: true },
  "a part of the rows": { replace: false, rowSampling: 0.4, maxDepth: 5, outOfBag: true },
};

/** Sums instead of arrays: a failure need not print a forest. */
const digest = (trees: Trees) => ({
  nodes: trees.feature.length,
  ...Object.fromEntries(
    (["feature", "threshold", "left", "missingLeft", "value", "cover", "gain", "categoryBits"] as const).map((name) => [
      name,
      Array.from(trees[name]).reduce((sum, value, i) => sum + value * ((i % 97) + 1), 0),
    ]),
  ),
});

describe("fitForest", () => {
  it.each(Object.keys(cases))("gives the same on threads and in plain TypeScript: %s", async (name) => {
    const data = { features, targets: regression, ...(name === "extra trees" ? { weights } : {}) };
    const plain = await fitForest(data, { ...cases[name], trees: 5, kernels: "plain" });
    for (const threads of [1, 3]) {
      const fitted = await fitForest(data, { ...cases[name], trees: 5, kernels: "wasm", threads });
      expect(digest(fitted.trees)).toEqual(digest(plain.trees));
      expect(fitted.outOfBag?.score).toBe(plain.outOfBag?.score);
    }
    expect(await treesCodec.decode(await treesCodec.encode(plain.trees))).toEqual(plain.trees);
  });
  it("predicts rows left out as it predicts new rows", async () => {
    const { trees, outOfBag } = await fitForest({ features, targets: regression }, { outOfBag: true });
    const mean = fresh.regression.reduce((sum, y) => sum + y, 0) / fresh.regression.length;
    const r2 =
      1 -
      (rmse(predictTrees(trees, fresh.features), fresh.regression) /
        rmse(
          fresh.regression.map(() => mean),
          fresh.regression,
        )) **
        2;
    expect(r2).toBeGreaterThan(0.7);
    expect(outOfBag!.score).toBeGreaterThan(r2 - 0.05);
    expect(outOfBag!.score).toBeLessThan(r2 + 0.05);
  });
  it("gives probabilities of classes", async () => {
    const two = await fitForest({ features, targets: binary }, { objective: "binary" });
    const p = predictTrees(two.trees, fresh.features);
    expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(p.reduce((right, value, i) => right + (value > 0.5 === (fresh.binary[i] === 1) ? 1 : 0), 0)).toBeGreaterThan(
      800,
    );
    const three = await fitForest({ features, targets: classes }, { objective: "multiclass", trees: 30 });
    const shares = predictTrees(three.trees, fresh.features);
    for (let row = 0; row < 1000; row++)
      expect(shares[3 * row]! + shares[3 * row + 1]! + shares[3 * row + 2]!).toBeCloseTo(1, 9);
  });
  it("keeps to its limits", async () => {
    const { trees } = await fitForest({ features, targets: regression }, { trees: 3, minLeafSamples: 40 });
    trees.feature.forEach((feature, node) => feature < 0 && expect(trees.cover[node]).toBeGreaterThanOrEqual(40));
  });
  it("refuses out-of-bag scores where no row is left out", async () => {
    const failure = await fitForest({ features, targets: regression }, { randomCuts: true, outOfBag: true }).catch(
      (error: unknown) => error,
    );
    expect(TandemError.is(failure, "trees/bad-option")).toBe(true);
  });
  it.each<[object, RegExp]>([
    [{ maxLeaves: 31 }, /no option maxLeaves/],
    [{ columnsPerSplit: "third" }, /columnsPerSplit is "third"; it must be a number above 0/],
  ])("refuses %j", async (options, message) => {
    await expect(fitForest({ features, targets: regression }, options)).rejects.toThrow(message);
  });
});
