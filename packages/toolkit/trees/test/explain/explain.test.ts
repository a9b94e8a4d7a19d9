import { expect, it } from "vitest";
import {
  explainInteractions,
  explainTrees,
  fitBoosting,
  predictTrees,
  readLightgbm,
  treeImportance,
} from "@tandem/toolkit-trees";
import { syntheticData } from "../data.ts";
import fixture from "./fixtures/attributions.json" with { type: "json" };

const { columns } = fixture;
const data = Float64Array.from(fixture.features, (value) => value ?? NaN);
const features = { rows: data.length / columns, columns, data };
const { regression, binary, multiclass } = fixture.cases;

it.each([
  ["regression", regression],
  ["binary", binary],
  ["multiclass", multiclass],
  ["categories", fixture.categorical],
])("%s: the SHAP values that LightGBM gives", (_, { model, contributions }) => {
  const trees = readLightgbm(model);
  const found = explainTrees(trees, features);
  expect(found.outputs).toBe(trees.outputs);
  for (let row = 0, at = 0; row < features.rows; row++)
    for (let output = 0; output < trees.outputs; output++, at++) {
      const theirs = contributions.slice(at * (columns + 1), (at + 1) * (columns + 1));
      const ours = [...found.contributions.subarray(at * columns, (at + 1) * columns), found.base[output]!];
      expect(Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!)))).toBeLessThan(1e-6);
    }
});

it("gives the interactions that shap gives", () => {
  const five = { rows: 5, columns, data: data.subarray(0, 5 * columns) };
  const found = explainInteractions(readLightgbm(regression.model), five);
  const theirs = regression.interactions!;
  expect(found).toHaveLength(theirs.length);
  expect(Math.max(...theirs.map((value, i) => Math.abs(value - found[i]!)))).toBeLessThan(1e-6);
});

it.each([
  ["shallow trees", { maxLeaves: 8, trees: 20 }],
  ["trees whose paths are longer than the table by mask", { maxLeaves: 60, minLeafSamples: 1, trees: 3 }],
])("%s: contributions and base sum to the raw score", async (_, options) => {
  const wide = synthetic(40);
  const trees = await fitBoosting({ features: wide.features, targets: wide.targets }, options);
  const scores = predictTrees(trees, wide.features, { output: "score" });
  const { contributions, base } = explainTrees(trees, wide.features);
  const interactions = explainInteractions(trees, {
    ...wide.features,
    rows: 20,
    data: wide.features.data.subarray(0, 20 * 40),
  });
  scores.forEach((score, row) => {
    const sum = contributions.subarray(row * 40, (row + 1) * 40).reduce((total, part) => total + part, base[0]!);
    expect(sum).toBeCloseTo(score, 9);
  });
  for (let at = 0; at < 20 * 40; at++) {
    const sum = interactions.subarray(at * 40, (at + 1) * 40).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(contributions[at]!, 9);
  }
});

/** Steps on the way down: each column halves what is left, so that trees become deep. */
function synthetic(count: number) {
  const { features, regression: noise } = syntheticData(800);
  const wide = new Float64Array(800 * count);
  const targets = new Float64Array(800);
  for (let row = 0; row < 800; row++) {
    for (let i = 0; i < count; i++) wide[row * count + i] = (row % (count + 1)) - i + 0.1 * features.data[row * 8]!;
    targets[row] = 2 ** (row % (count + 1)) / 2 ** count + 0.001 * noise[row]!;
    for (let i = 0; i < count; i++) wide[row * count + i] = row % (count + 1) > i ? 1 : 0;
  }
  return { features: { rows: 800, columns: count, data: wide }, targets };
}

it("counts splits and gains by feature, the greatest gain first", async () => {
  const { features: table, regression: targets } = syntheticData(2000);
  const trees = await fitBoosting({ features: table, targets }, { trees: 5 });
  const found = treeImportance(trees);
  expect(found[0]!.feature).toBe("feature 0");
  expect(found.reduce((sum, { splits }) => sum + splits, 0)).toBe(
    trees.feature.filter((feature) => feature >= 0).length,
  );
  expect(found.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(
    trees.gain.reduce((a, b) => a + b, 0),
    6,
  );
  expect(found.map(({ gain }) => gain)).toEqual(found.map(({ gain }) => gain).sort((a, b) => b - a));
});

it("refuses features of another width", async () => {
  const trees = readLightgbm(regression.model);
  expect(() => explainTrees(trees, { rows: 1, columns: 2, data: new Float64Array(2) })).toThrow(
    expect.objectContaining({ code: "trees/bad-data" }) as Error,
  );
});
