import { describe, expect, it } from "vitest";
import { randomSequence } from "@tandem/core";
import { fitBoosting, predictTrees } from "@tandem/toolkit-trees";
import { plainScorer } from "../src/predict/scorer.ts";
import { scoresOf } from "../src/predict/predict.ts";
import { syntheticData } from "./data.ts";

const { features, regression, classes } = syntheticData(3001);
const { columns } = features;
/** Values seen and unseen, missing, infinite, and codes that are none. */
const random = randomSequence(5);
const odd = [NaN, Infinity, -Infinity, -1, 0, 0.5, 3, 21, 1e300];
const strange = Float64Array.from({ length: 501 * columns }, (_, i) =>
  random() < 0.7 ? features.data[i]! : odd[Math.floor(random() * odd.length)]!,
);

describe("scoring kernels and plain TypeScript give the same scores to the bit", () => {
  it.each([
    ["numbers", {}],
    ["categories", { categorical: [6, 7] }],
    ["one leaf", { maxLeaves: 1, trees: 3 }],
    ["no trees", { trees: 0 }],
    ["many leaves", { maxLeaves: 200, minLeafSamples: 2 }],
    ["more leaves than masks hold", { maxLeaves: 400, minLeafSamples: 2, trees: 7 }],
    ["few bins", { maxBins: 3 }],
    ["several outputs", { objective: "multiclass" as const, trees: 9, maxLeaves: 12 }],
  ])("%s", async (_, options) => {
    const targets = "objective" in options ? classes : regression;
    const trees = await fitBoosting({ features, targets }, { trees: 30, ...options });
    for (const table of [features, { rows: 501, columns, data: strange }]) {
      const together = predictTrees(trees, table, { output: "score" });
      expect(together).toEqual(scoresOf(trees, table, plainScorer(trees)));
      for (const row of [0, 7, 500]) {
        const alone = predictTrees(
          trees,
          { rows: 1, columns, data: table.data.subarray(row * columns, (row + 1) * columns) },
          { output: "score" },
        );
        expect(alone).toEqual(together.subarray(row * trees.outputs, (row + 1) * trees.outputs));
      }
    }
  });
});
