import { Regressor, type DenseMatrix, type LabeledDataset, type Run } from "@tandem/core";
import { linearCodec, predictLinear, ridge, type LinearEstimator } from "@tandem/toolkit-matrix";

export class HousePriceModel extends Regressor<DenseMatrix, LinearEstimator> {
  readonly codec = linearCodec;

  protected train(data: LabeledDataset<DenseMatrix, number>, run: Run) {
    return ridge(data, { alpha: 10 }, run);
  }
  protected values(estimator: LinearEstimator, features: DenseMatrix) {
    return predictLinear(estimator, features);
  }
}
