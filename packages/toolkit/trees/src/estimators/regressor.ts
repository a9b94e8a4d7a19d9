import type { LabeledDataset, Run, TrainOptions } from "@tandem/core";
import { fitBoosting } from "../boosting/boost.ts";
import type { BoostingOptions } from "../boosting/options.ts";
import type { Trees } from "../trees.ts";
import type { Matrix } from "./classifier.ts";

/**
 * Boosting for the `train` hook of a regressor: validation data serves early stopping, a previous estimator is gone on
 * from.
 * @throws TandemError what `fitBoosting` throws
 */
export function boostRegressor(
  { features, labels, weights }: LabeledDataset<Matrix, number>,
  options: Omit<BoostingOptions, "previous">,
  run: Run,
  { validation, previous }: TrainOptions<Matrix, number, Trees> = {},
): Promise<Trees> {
  const held = validation && {
    features: validation.features,
    targets: validation.labels,
    ...(validation.weights ? { weights: validation.weights } : {}),
  };
  return fitBoosting(
    { features, targets: labels, ...(weights ? { weights } : {}), ...(held ? { validation: held } : {}) },
    { ...options, ...(previous ? { previous } : {}) },
    run,
  );
}
