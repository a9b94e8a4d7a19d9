import { Classifier, type DenseMatrix, type LabeledDataset, type Run, type TrainOptions } from "@tandem/core";
import {
  boostClassifier,
  classProbabilities,
  classTreesCodec,
  explainTrees,
  type ClassTrees,
} from "@tandem/toolkit-trees";
import { categories, type Standing } from "./sample.ts";

type Trained = ClassTrees<Standing>;

export class LoanDefaultTreesModel extends Classifier<DenseMatrix, Standing, Trained> {
  readonly codec = classTreesCodec<Standing>();

  protected classes({ classes }: Trained) {
    return classes;
  }
  protected train(
    data: LabeledDataset<DenseMatrix, Standing>,
    run: Run,
    options: TrainOptions<DenseMatrix, Standing, Trained>,
  ) {
    return boostClassifier(
      data,
      { categorical: categories, trees: 60, learningRate: 0.05, maxLeaves: 7 },
      run,
      options,
    );
  }
  protected probabilities(trained: Trained, features: DenseMatrix) {
    return classProbabilities(trained, features);
  }
  protected override explain({ trees }: Trained, features: DenseMatrix) {
    return explainTrees(trees, features);
  }
}
