import { Regressor, type DenseMatrix, type LabeledDataset, type Run, type TrainOptions } from "@tandem/core";
import { boostRegressor, explainTrees, predictTrees, treesCodec, type Trees } from "@tandem/toolkit-trees";
import { categories } from "./sample.ts";

export class HousePriceTreesModel extends Regressor<DenseMatrix, Trees> {
  readonly codec = treesCodec;

  protected train(
    data: LabeledDataset<DenseMatrix, number>,
    run: Run,
    options: TrainOptions<DenseMatrix, number, Trees>,
  ) {
    return boostRegressor(data, { categorical: categories, trees: 150 }, run, options);
  }
  protected values(trees: Trees, features: DenseMatrix) {
    return predictTrees(trees, features);
  }
  protected override explain(trees: Trees, features: DenseMatrix) {
    return explainTrees(trees, features);
  }
}
