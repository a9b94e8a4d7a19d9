import { randomSequence } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { fitBoosting, type BoostingOptions } from "@tandem/toolkit-trees";
import { syntheticData } from "./data.ts";

const { features, regression, binary, classes, weights } = syntheticData(20_001);
const groups = Array.from({ length: features.rows }, (_, row) => Math.floor(row / 20));
const common: BoostingOptions = { trees: 6, maxLeaves: 20 };
const cases: Record<string, { options: BoostingOptions; targets: Float64Array; weighted?: boolean }> = {
  squared: { options: {}, targets: regression },
  "squared, weighted, by depth": { options: { growth: "depth", maxDepth: 4 }, targets: regression, weighted: true },
  binary: { options: { objective: "binary", categorical: [7] }, targets: binary },
  "binary, weighted, sampled": {
    options: { objective: "binary", rowSampling: 0.5, columnSampling: 0.6 },
    targets: binary,
    weighted: true,
  },
  "monotone with l1 and l2": {
    options: { monotone: { 0: 1, 3: -1 }, l1: 2, l2: 3, categorical: [6, 7] },
    targets: regression,
  },
  goss: { options: { objective: "binary", goss: { top: 0.2, other: 0.1 } }, targets: binary },
  multiclass: { options: { objective: "multiclass" }, targets: classes },
  "absolute with interactions": {
    options: {
      objective: "absolute",
      interactions: [
        [0, 1],
        [1, 2, 3],
      ],
    },
    targets: regression,
  },
  "lambdarank, early stopping": {
    options: { objective: "lambdarank", earlyStopping: { rounds: 2 } },
    targets: classes,
  },
};

describe("kernels in WebAssembly on threads and in plain TypeScript give the same trees", () => {
  it.each(Object.keys(cases))("%s", async (name) => {
    const { options, targets, weighted } = cases[name]!;
    const data = { features, targets, groups, ...(weighted ? { weights } : {}) };
    const plain = await fitBoosting(data, { ...common, ...options, kernels: "plain" });
    expect(plain.feature.length).toBeGreaterThan(60);
    for (const threads of [1, 3])
      expect(await fitBoosting(data, { ...common, ...options, kernels: "wasm", threads })).toEqual(plain);
  });
  it("rows of more bytes than are divided by row", async () => {
    const [rows, columns] = [60_000, 72];
    const random = randomSequence(3);
    const data = Float64Array.from({ length: rows * columns }, () => Math.floor(50 * random()));
    const given = {
      features: { rows, columns, data },
      targets: Float64Array.from({ length: rows }, (_, row) => data[row * columns]! - data[row * columns + 71]!),
    };
    const options: BoostingOptions = { trees: 2, maxLeaves: 12 };
    const plain = await fitBoosting(given, { ...options, kernels: "plain" });
    expect(new Set(plain.feature)).toEqual(new Set([-1, 0, 71]));
    for (const threads of [1, 3])
      expect(await fitBoosting(given, { ...options, kernels: "wasm", threads })).toEqual(plain);
  });
});
