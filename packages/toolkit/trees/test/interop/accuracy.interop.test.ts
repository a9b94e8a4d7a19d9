import { randomSequence } from "@tandem/core";
import { fitBoosting, predictTrees, type ObjectiveName } from "@tandem/toolkit-trees";
import { expect, it } from "vitest";
import { withPython } from "./python.ts";
import { realData, type RealData } from "./real-data.ts";

const peers = ["LightGBM", "XGBoost", "scikit-learn"];
const FOLDS = 5;
const SHUFFLES = 2;

/** Held-out predictions over the folds, with the options that are the peers' parameters too. */
async function heldOut({ features, targets }: RealData, folds: Float64Array, objective: ObjectiveName) {
  const found = new Float64Array(targets.length);
  const rowsOf = (wanted: (fold: number) => boolean) =>
    Int32Array.from(folds.keys()).filter((row) => wanted(folds[row]!));
  const pick = (rows: Int32Array) => ({
    rows: rows.length,
    columns: features.columns,
    data: Float64Array.from({ length: rows.length * features.columns }, (_, i) => {
      return features.data[rows[Math.floor(i / features.columns)]! * features.columns + (i % features.columns)]!;
    }),
  });
  for (let fold = 0; fold < FOLDS; fold++) {
    const [train, test] = [rowsOf((own) => own !== fold), rowsOf((own) => own === fold)];
    const known = Float64Array.from(train, (row) => targets[row]!);
    const trees = await fitBoosting({ features: pick(train), targets: known }, { objective, l2: 4 });
    predictTrees(trees, pick(test)).forEach((value, i) => (found[test[i]!] = value));
  }
  return found;
}

function auc(scores: Float64Array, labels: Float64Array): number {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const ranks = order.reduce((sum, row, i) => sum + labels[row]! * (i + 1), 0);
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

/** Root mean squared error over the standard deviation of the targets. */
function relativeError(predicted: Float64Array, targets: Float64Array): number {
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const squares = (of: (row: number) => number) => targets.reduce((sum, value, row) => sum + (value - of(row)) ** 2, 0);
  return Math.sqrt(squares((row) => predicted[row]!) / squares(() => mean));
}

function generated(): RealData {
  const random = randomSequence(11);
  const [rows, columns] = [20_000, 10];
  const data = Float64Array.from({ length: rows * columns }, () => 2 * random() - 1);
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d] = data.subarray(row * columns) as unknown as [number, number, number, number];
    return random() < 1 / (1 + Math.exp(-3 * (a + b * c + Math.sin(3 * d)))) ? 1 : 0;
  });
  return { features: { rows, columns, data }, targets };
}

/** Of each fold of each shuffle the cost of what was predicted for it. */
function costs(predicted: Float64Array, targets: Float64Array, folds: Float64Array, objective: string): number[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const own = (values: Float64Array) => values.filter((_, row) => folds[row] === fold);
    return objective === "squared"
      ? relativeError(own(predicted), own(targets))
      : 1 - auc(own(predicted), own(targets));
  });
}

it.each([
  ["churn", realData("churn", "churn", "yes"), "binary"],
  ["credit", realData("credit", "Status", "bad"), "binary"],
  ["loans", realData("loans", "Class", "bad"), "binary"],
  ["ames", realData("ames", "Sale_Price"), "squared"],
  ["generated", generated(), "binary"],
] as const)("%s: as accurate as the best of LightGBM, XGBoost and scikit-learn", async (_, data, objective) => {
  const shuffles = Array.from({ length: SHUFFLES }, (_, i) => {
    const random = randomSequence(i + 1);
    return data.targets.map(() => Math.floor(FOLDS * random()));
  });
  await withPython(async (shared) => {
    shared.write("features.f64", data.features.data);
    shared.write("targets.f64", data.targets);
    shuffles.forEach((folds, i) => shared.write(`folds-${i}.f64`, folds));
    const task = objective === "squared" ? "regression" : "classification";
    shared.run("accuracy", { columns: data.features.columns, task, shuffles: SHUFFLES });
    const ours: number[] = [];
    for (const folds of shuffles)
      ours.push(...costs(await heldOut(data, folds, objective), data.targets, folds, objective));
    for (const peer of peers) {
      const theirs = shuffles.flatMap((folds, i) =>
        costs(shared.numbers(`${peer}-${i}.f64`), data.targets, folds, objective),
      );
      const { mean, error } = meanAndError(ours.map((cost, i) => cost - theirs[i]!));
      // Equal models differ by chance: the tolerance grows by twice the standard error of the mean over the folds.
      expect(mean, `${peer}, standard error ${error}`).toBeLessThan(0.002 + 2 * error);
    }
  });
});

function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}
