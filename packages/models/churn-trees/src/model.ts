import { Classifier, type DenseMatrix, type LabeledDataset, type Run, type TrainOptions } from "@tandem/core";
import {
  boostClassifier,
  classProbabilities,
  classTreesCodec,
  explainTrees,
  type ClassTrees,
} from "@tandem/toolkit-trees";
import type { Churned } from "./sample.ts";

type Trained = ClassTrees<Churned>;

export class ChurnTreesModel extends Classifier<DenseMatrix, Churned, Trained> {
  readonly codec = classTreesCodec<Churned>();

  protected classes({ classes }: Trained) {
    return classes;
  }
  protected train(
    data: LabeledDataset<DenseMatrix, Churned>,
    run: Run,
    options: TrainOptions<DenseMatrix, Churned, Trained>,
  ) {
    return boostClassifier(data, { trees: 100, minLeafSamples: 5 }, run, options);
  }
  protected probabilities(trained: Trained, features: DenseMatrix) {
    return classProbabilities(trained, features);
  }
  protected override explain({ trees }: Trained, features: DenseMatrix) {
    return explainTrees(trees, features);
  }
}
