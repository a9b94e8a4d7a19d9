import {
  explainInteractions,
  explainTrees,
  predictTrees,
  readLightgbm,
  readXgboost,
  type Trees,
} from "@tandem/toolkit-trees";
import { expect, it } from "vitest";
import { syntheticData } from "../data.ts";
import { farthest, withPython } from "./python.ts";

const { features, regression, binary, classes } = syntheticData(2000, 4);
// Values that float32 holds: XGBoost rounds what it is given.
const rounded = { ...features, data: Float64Array.from(features.data, Math.fround) };
const targets = { regression, binary, multiclass: classes, poisson: regression.map((y) => Math.max(0, Math.round(y))) };
const objectives = {
  regression: { lightgbm: "regression", xgboost: "reg:squarederror" },
  binary: { lightgbm: "binary", xgboost: "binary:logistic" },
  multiclass: { lightgbm: "multiclass", xgboost: "multi:softprob" },
  poisson: { lightgbm: "poisson", xgboost: "count:poisson" },
};
const few = { ...rounded, rows: 200, data: rounded.data.subarray(0, 200 * rounded.columns) };

/** Contributions with the base after those of each output, as the peers lay them out. */
function contributions(trees: Trees): Float64Array {
  const { contributions: parts, base } = explainTrees(trees, few);
  const width = trees.features + 1;
  return Float64Array.from({ length: few.rows * trees.outputs * width }, (_, i) => {
    const [at, place] = [Math.floor(i / width), i % width];
    return place < trees.features ? parts[at * trees.features + place]! : base[at % trees.outputs]!;
  });
}

it("reads models that LightGBM and XGBoost just wrote, and explains them as they do", async () => {
  await withPython((shared) => {
    shared.write("features.f64", rounded.data);
    for (const [name, values] of Object.entries(targets)) shared.write(`${name}.f64`, values);
    shared.run("models", { columns: rounded.columns, categorical: [7], objectives });
    for (const name of Object.keys(objectives)) {
      const read = {
        lightgbm: [readLightgbm(shared.text(`lightgbm-${name}.txt`))],
        xgboost: [readXgboost(shared.text(`xgboost-${name}.json`)), readXgboost(shared.bytes(`xgboost-${name}.ubj`))],
      };
      for (const [peer, models] of Object.entries(read))
        for (const trees of models) {
          const theirs = (what: string) => shared.numbers(`${peer}-${name}.${what}.f64`);
          expect(farthest(predictTrees(trees, rounded), theirs("predictions")), `${peer} ${name}`).toBeLessThan(1e-6);
          // XGBoost averages over hessians and sums in single precision.
          const near = peer === "lightgbm" ? 1e-6 : 1e-5;
          expect(farthest(contributions(trees), theirs("contributions")), `${peer} ${name}`).toBeLessThan(near);
        }
    }
  });
});

it("gives the SHAP values and interactions of shap's TreeExplainer", async () => {
  await withPython((shared) => {
    shared.write("features.f64", rounded.data);
    shared.write("regression.f64", regression);
    shared.run("shap", { columns: rounded.columns });
    const trees = readLightgbm(shared.text("numbers.txt"));
    expect(farthest(explainTrees(trees, few).contributions, shared.numbers("values.f64"))).toBeLessThan(1e-6);
    const twenty = { ...few, rows: 20, data: few.data.subarray(0, 20 * few.columns) };
    expect(farthest(explainInteractions(trees, twenty), shared.numbers("interactions.f64"))).toBeLessThan(1e-6);
  });
});
