import { Classifier, type DenseMatrix, type LabeledDataset, type Run, type TrainOptions } from "@tandem/core";
import {
  logisticCodec,
  logisticRegression,
  predictProbabilities,
  type LogisticEstimator,
} from "@tandem/toolkit-matrix";
import type { Churned } from "./dataset.ts";

type Weights = LogisticEstimator<Churned>;

export class ChurnModel extends Classifier<DenseMatrix, Churned, Weights> {
  readonly codec = logisticCodec<Churned>();

  protected classes({ classes }: Weights) {
    return classes;
  }
  protected train(
    data: LabeledDataset<DenseMatrix, Churned>,
    run: Run,
    { previous }: TrainOptions<DenseMatrix, Churned, Weights>,
  ) {
    return logisticRegression(data, { c: 1, previous }, run);
  }
  protected probabilities(weights: Weights, features: DenseMatrix) {
    return predictProbabilities(weights, features);
  }
}
