import { describe, expect, it } from "vitest";
import { newRun, TandemError } from "@tandem/core";
import { fitBoosting, predictTrees, treeCount } from "@tandem/toolkit-trees";
import { rmse, syntheticData } from "./data.ts";

const train = syntheticData(4000);
const test = syntheticData(2000, 2);
const data = { features: train.features, targets: train.regression };

describe("fitBoosting", () => {
  it("learns what can be learned, also through missing values and categories", async () => {
    const plain = await fitBoosting(data);
    const categorical = await fitBoosting(data, { categorical: [6, 7] });
    expect(rmse(predictTrees(plain, test.features), test.regression)).toBeLessThan(0.38);
    expect(rmse(predictTrees(categorical, test.features), test.regression)).toBeLessThan(0.36);
  });
  it("is the same for dense, columnar and sparse features", async () => {
    const { rows, columns, data: values } = train.features;
    const columnar = Array.from({ length: columns }, (_, column) =>
      Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!),
    );
    const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * columns);
    const sparse = {
      rows,
      columns,
      offsets,
      indices: Int32Array.from({ length: rows * columns }, (_, i) => i % columns),
      values,
    };
    const dense = await fitBoosting(data, { trees: 5 });
    expect(await fitBoosting({ ...data, features: { rows, columnar } }, { trees: 5 })).toEqual(dense);
    expect(await fitBoosting({ ...data, features: sparse }, { trees: 5 })).toEqual(dense);
    expect(predictTrees(dense, { rows, columnar })).toEqual(predictTrees(dense, train.features));
    expect(predictTrees(dense, sparse)).toEqual(predictTrees(dense, train.features));
  });
  it("keeps the best round when it stops early", async () => {
    const validation = { features: test.features, targets: test.regression };
    const losses: number[] = [];
    const run = newRun({ onLog: (_, value) => void losses.push(value) });
    const trees = await fitBoosting(
      { ...data, validation },
      { trees: 400, learningRate: 0.5, earlyStopping: { rounds: 5 } },
      run,
    );
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(treeCount(trees)).toBe(best);
    expect(losses.length).toBe(best + 5);
    expect(rmse(predictTrees(trees, test.features), test.regression) ** 2).toBeCloseTo(Math.min(...losses), 4);
  });
  it("goes on from previous trees", async () => {
    const whole = await fitBoosting(data, { trees: 20 });
    const half = await fitBoosting(data, { trees: 10 });
    const joined = await fitBoosting(data, { trees: 10, previous: half });
    expect(treeCount(joined)).toBe(20);
    expect(rmse(predictTrees(joined, test.features), predictTrees(whole, test.features))).toBeLessThan(0.02);
  });
  it("stops with the run's signal", async () => {
    const signal = {
      aborted: true,
      reason: "enough",
      throwIfAborted: () => {
        throw new Error("enough");
      },
    };
    await expect(fitBoosting(data, {}, newRun({ signal }))).rejects.toThrow("enough");
  });
  it.each<[object, RegExp]>([
    [{ trees: -1 }, /trees is -1/],
    [{ maxBins: 256 }, /at most 255/],
    [{ learningrate: 0.3 }, /no option learningrate \(is learningRate meant\?\); there are objective, trees, /],
    [{ trees: "100" }, /trees is "100"/],
    [{ earlyStopping: { rounds: 5, shares: 0.2 } }, /no option earlyStopping.shares \(is share meant\?\)/],
    [{ earlyStopping: {} }, /earlyStopping.rounds is undefined/],
    [{ goss: { top: 0.2 } }, /goss.other is undefined/],
    [{ objective: "binary" }, /target of row 0/],
    [{ objective: "binry" }, /objective is "binry"; it must be an objective of your own, or squared, /],
    [{ monotone: { nosuch: 1 } }, /monotone/],
    [{ goss: { top: 0.9, other: 0.2 } }, /sum to at most 1/],
  ])("refuses %j", async (options, message) => {
    const failure = await fitBoosting(data, options).catch((error: unknown) => error);
    expect(TandemError.is(failure)).toBe(true);
    expect(String(failure)).toMatch(message);
  });
});
