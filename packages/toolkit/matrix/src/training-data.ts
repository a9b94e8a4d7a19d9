import { TandemError } from "@tandem/core";
import type { FeatureMatrix } from "./rows.ts";

/** What a linear model is fitted on; a core LabeledDataset over a matrix is one. */
export interface TrainingData<L> {
  readonly features: FeatureMatrix;
  readonly labels: ArrayLike<L>;
  /** One per row, not negative; default 1. */
  readonly weights?: Float64Array | undefined;
}

/** @throws TandemError `matrix/misaligned`, `matrix/bad-weights` */
export function checkTrainingData({ features, labels, weights }: TrainingData<unknown>): void {
  const expected = features.rows;
  if (labels.length !== expected)
    throw new TandemError("matrix/misaligned", { what: "labels", expected, found: labels.length });
  if (weights) checkWeights(weights, expected);
}

/** @throws TandemError `matrix/not-finite` naming the first bad row. */
export function checkTargets(labels: ArrayLike<number>): void {
  for (let row = 0; row < labels.length; row++)
    if (!Number.isFinite(labels[row]))
      throw new TandemError("matrix/not-finite", { what: "the labels", row, found: labels[row]! });
}

export function checkOption(option: string, value: number, allowed: string, fine: boolean): void {
  if (!fine) throw new TandemError("matrix/bad-option", { option, found: String(value), allowed });
}

function checkWeights(weights: Float64Array, expected: number): void {
  if (weights.length !== expected)
    throw new TandemError("matrix/misaligned", { what: "weights", expected, found: weights.length });
  let total = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new TandemError("matrix/bad-weights", { reason: `the weight of row ${row} is ${weight}` });
    total += weight;
  }
  if (!(total > 0)) throw new TandemError("matrix/bad-weights", { reason: "all weights are zero" });
}
