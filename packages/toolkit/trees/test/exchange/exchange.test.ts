import { randomSequence } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { predictTrees, readLightgbm, readXgboost, treesCodec, type Trees } from "@tandem/toolkit-trees";
import { justBelow } from "../../src/exchange/split-below.ts";
import lightgbm from "../explain/fixtures/attributions.json" with { type: "json" };
import xgboost from "./fixtures/models.json" with { type: "json" };

const unreadable = expect.objectContaining({ code: "trees/unreadable" }) as Error;
const table = ({ columns, features }: { columns: number; features: (number | null)[] }) => {
  const data = Float64Array.from(features, (value) => value ?? NaN);
  return { rows: data.length / columns, columns, data };
};
function predictsAs(
  trees: Trees,
  features: ReturnType<typeof table>,
  expected: { scores: number[]; predictions: number[] },
) {
  const far = (found: Float64Array, wanted: number[]) => Math.max(...wanted.map((x, i) => Math.abs(x - found[i]!)));
  expect(expected.scores).toHaveLength(features.rows * trees.outputs);
  expect(far(predictTrees(trees, features, { output: "score" }), expected.scores)).toBeLessThan(1e-6);
  expect(far(predictTrees(trees, features), expected.predictions)).toBeLessThan(1e-6);
}

describe("LightGBM's text models", () => {
  const { regression, binary, multiclass } = lightgbm.cases;
  it.each([
    ["regression", regression],
    ["binary", binary],
    ["multiclass", multiclass],
    ["missing values as zeros", lightgbm.cases["without missing"]],
    ["categories", lightgbm.categorical],
  ])("%s: predictions are the same, and survive the codec", async (_, expected) => {
    const trees = readLightgbm(expected.model);
    predictsAs(trees, table(lightgbm), expected);
    expect(await treesCodec.decode(await treesCodec.encode(trees))).toEqual(trees);
  });

  it("refuses what these trees cannot tell", () => {
    expect(() => readLightgbm(lightgbm.cases["zero as missing"].model)).toThrow(unreadable);
    expect(() => readLightgbm(regression.model.replace("is_linear=0", "is_linear=1"))).toThrow(unreadable);
    expect(() => readLightgbm(binary.model.replace("objective=binary", "objective=cross_entropy_lambda"))).toThrow(
      unreadable,
    );
  });

  it("says what is wrong with a damaged file", () => {
    for (const [part, by] of [
      ["left_child=1", "left_child=77"],
      ["left_child=1", "left_child=0"],
      ["leaf_value=", "leaf_value=x "],
      ["num_leaves=12", "num_leaves=many"],
      ["tree\n", "forest\n"],
    ] as const)
      expect(() => readLightgbm(regression.model.replace(part, by)), by).toThrow(unreadable);
    expect(() => readLightgbm("")).toThrow(unreadable);
  });
});

describe("XGBoost's models", () => {
  it.each(Object.entries(xgboost.cases))("%s: predictions are the same from JSON and UBJSON", (_, expected) => {
    const trees = readXgboost(JSON.stringify(expected.json));
    predictsAs(trees, table(xgboost), expected);
    const binary = Uint8Array.from(atob(expected.ubj), (character) => character.charCodeAt(0));
    expect(treesCodec.encode(readXgboost(binary))).toEqual(treesCodec.encode(trees));
    expect(treesCodec.encode(readXgboost(new TextEncoder().encode(JSON.stringify(expected.json))))).toEqual(
      treesCodec.encode(trees),
    );
  });

  it("reads dart and refuses a linear booster", () => {
    const trees = readXgboost(JSON.stringify(xgboost.dart));
    expect(trees.roots.length).toBe(2);
    expect(() => readXgboost(JSON.stringify(xgboost.linear))).toThrow(unreadable);
  });

  it("says that a damaged file is one", () => {
    const bytes = Uint8Array.from(atob(xgboost.cases.binary.ubj), (character) => character.charCodeAt(0));
    for (const length of [0, 1, 10, 1000, bytes.length - 1])
      expect(() => readXgboost(bytes.subarray(0, length)), String(length)).toThrow(unreadable);
    for (const text of ["", "{}", "[]", "null", '{"learner":{}}'])
      expect(() => readXgboost(text), text).toThrow(unreadable);
  });
});

it("compares doubles as singles are compared", () => {
  const random = randomSequence(1);
  for (let i = 0; i < 2000; i++) {
    const limit = Math.fround((random() - 0.5) * 2 ** Math.floor(60 * (random() - 0.5)));
    const below = justBelow(limit);
    for (const x of [below, limit, below + Math.abs(below) * 2 ** -52, below - Math.abs(below) * 2 ** -52])
      expect(x <= below, `${x} against ${limit}`).toBe(Math.fround(x) < limit);
  }
  expect([justBelow(-Infinity), justBelow(0) < 0, Math.fround(justBelow(0)) < 0]).toEqual([-Infinity, true, true]);
});
