import { randomSequence, type Label } from "@tandem/core";
import {
  fitBoosting,
  fitForest,
  fitIsolationForest,
  readLightgbm,
  readXgboost,
  type OnnxOptions,
  type Trees,
} from "@tandem/toolkit-trees";
import { syntheticData } from "../data.ts";
import lightgbm from "../explain/fixtures/attributions.json" with { type: "json" };
import xgboost from "./fixtures/models.json" with { type: "json" };

export interface OnnxCase {
  readonly trees: Trees;
  /** Values that float32 holds, so that both sides see the same numbers. */
  readonly features: { readonly rows: number; readonly columns: number; readonly data: Float64Array };
  readonly options: OnnxOptions & { readonly classes?: readonly Label[] };
}

const train = syntheticData(1500, 1);
const small = { trees: 30, categorical: [7], minLeafSamples: 5 };

/** Rows that were not seen, among them category codes that are unknown, negative, missing or no whole numbers. */
function fresh() {
  const { features } = syntheticData(600, 2);
  const data = Float64Array.from(features.data, Math.fround);
  [20, 31, 32, 63, 64, 65, 1000, -1, -0.5, 2.5, 19.5, 0, Infinity, 2 ** 24, NaN].forEach(
    (code, i) => (data[8 * i + 7] = code),
  );
  [Infinity, -Infinity, 0, 3e38].forEach((value, i) => (data[8 * i] = value));
  return { rows: features.rows, columns: 8, data };
}

/** A column of codes from 0 to 99 that alone tells the target. */
async function manyCategories(): Promise<OnnxCase> {
  const random = randomSequence(5);
  const data = Float64Array.from({ length: 3000 }, () => Math.floor(100 * random()));
  const targets = data.map((code) => Math.sin(code) + 0.1 * random());
  data.forEach((_, row) => row % 17 === 0 && (data[row] = NaN));
  const trees = await fitBoosting(
    { features: { rows: 3000, columns: 1, data }, targets },
    { ...small, categorical: [0] },
  );
  const asked = Float64Array.of(...Array.from({ length: 130 }, (_, code) => code), NaN, -1, 0.5, 63.5, 1e9);
  return { trees, features: { rows: asked.length, columns: 1, data: asked }, options: {} };
}

const rounded = ({ columns, features }: { columns: number; features: (number | null)[] }) => {
  const data = Float64Array.from(features, (value) => Math.fround(value ?? NaN));
  return { rows: data.length / columns, columns, data };
};

/** Every link, one and several outputs, boosting and forests, own and read models. */
export async function onnxCases(): Promise<Readonly<Record<string, OnnxCase>>> {
  const { features, regression, binary, classes } = train;
  const own = async (targets: Float64Array, options: object, more: OnnxCase["options"] = {}): Promise<OnnxCase> => ({
    trees: await fitBoosting({ features, targets }, { ...small, ...options }),
    features: fresh(),
    options: more,
  });
  const forest = async (targets: Float64Array, objective: "squared" | "binary" | "multiclass", labels?: Label[]) => ({
    trees: (await fitForest({ features, targets }, { objective, trees: 15, categorical: [7], seed: 1 })).trees,
    features: fresh(),
    options: labels ? { classes: labels } : {},
  });
  const read = (trees: Trees, table: { columns: number; features: (number | null)[] }) => ({
    trees,
    features: rounded(table),
    options: {},
  });
  return {
    squared: await own(regression, {}),
    "squared, double input": await own(regression, {}, { input: "double" }),
    "no trees": await own(regression, { trees: 0 }),
    "single leaves": await own(regression, { trees: 2, maxLeaves: 1 }),
    poisson: await own(
      regression.map((y) => Math.max(0, Math.round(y))),
      { objective: "poisson" },
    ),
    binary: await own(binary, { objective: "binary" }, { classes: ["no", "yes"] }),
    "binary without classes": await own(binary, { objective: "binary" }),
    multiclass: await own(classes, { objective: "multiclass" }, { classes: [-1, 0, 7] }),
    "forest of numbers": await forest(regression, "squared"),
    "forest of two classes": await forest(binary, "binary", [false, true]),
    "forest of classes": await forest(classes, "multiclass", [0.5, 1.5, 2.5]),
    isolation: { trees: await fitIsolationForest(features, { trees: 20, seed: 1 }), features: fresh(), options: {} },
    "a hundred categories": await manyCategories(),
    "LightGBM's categories": read(readLightgbm(lightgbm.categorical.model), lightgbm),
    ...Object.fromEntries(
      Object.entries(xgboost.cases).map(([name, { json }]) => [
        `XGBoost's ${name}`,
        read(readXgboost(JSON.stringify(json)), xgboost),
      ]),
    ),
  };
}
