import { expect, it } from "vitest";
import { newRun, randomSequence } from "@tandem/core";
import { fitIsolationForest, predictTrees, treesCodec } from "@tandem/toolkit-trees";

const random = randomSequence(3);
const normal = () => random() + random() + random() + random() - 2;
const rows = 1000;
const data = Float64Array.from({ length: rows * 2 }, normal);
data.set([6, 6, -7, 5, 5, -6], 0); // three rows far out

it("gives anomalies the highest scores", async () => {
  const trees = await fitIsolationForest({ rows, columns: 2, data }, {}, newRun({ seed: 4 }));
  const scores = predictTrees(trees, { rows, columns: 2, data });
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  expect(order.slice(0, 3).sort()).toEqual([0, 1, 2]);
  expect(scores.every((score) => score > 0.3 && score < 1)).toBe(true);
  expect(await treesCodec.decode(await treesCodec.encode(trees))).toEqual(trees);
  expect(await fitIsolationForest({ rows, columns: 2, data }, {}, newRun({ seed: 4 }))).toEqual(trees);
});

it("scores two rows as the paper says", async () => {
  // One cut parts two rows: path 1, and c(2) = 1, so the score is 1/2.
  const trees = await fitIsolationForest({ rows: 2, columns: 1, data: Float64Array.of(0, 1) });
  expect(
    [...predictTrees(trees, { rows: 2, columns: 1, data: Float64Array.of(0, 1) })].map((s) => s.toFixed(9)),
  ).toEqual(["0.500000000", "0.500000000"]);
});

it("refuses an option that there is not", async () => {
  const features = { rows: 2, columns: 1, data: Float64Array.of(0, 1) };
  const failure = fitIsolationForest(features, { sampleRow: 8 } as { sampleRows?: number });
  await expect(failure).rejects.toThrow("no option sampleRow (is sampleRows meant?)");
});
