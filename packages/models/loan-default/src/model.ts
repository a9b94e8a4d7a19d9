import {
  Classifier,
  type DenseMatrix,
  type LabeledDataset,
  type Run,
  type Signal,
  type TrainOptions,
} from "@tandem/core";
import { fitClassifierNetwork, network, networkCodec, type Network } from "@tandem/toolkit-neural";
import type { Standing } from "./sample.ts";

/** Classes are not weighted: bad loans are rare, and their probabilities should say how rare. */
const design = network({
  layers: ({ layers }) => [layers.dense({ units: 16, activation: "relu" }), layers.dropout({ rate: 0.3 })],
  optimizer: (tf) => tf.train.adam(0.004),
  epochs: 20,
  batchSize: 256,
  earlyStopping: { patience: 3 },
});
type Trained = Network<Standing>;

export class LoanDefaultModel extends Classifier<DenseMatrix, Standing, Trained> {
  readonly codec = networkCodec<Standing>();

  protected classes(trained: Trained) {
    return trained.classes;
  }
  protected train(
    data: LabeledDataset<DenseMatrix, Standing>,
    run: Run,
    options: TrainOptions<DenseMatrix, Standing, Trained>,
  ) {
    return fitClassifierNetwork(design, data, run, options);
  }
  protected probabilities(trained: Trained, features: DenseMatrix, signal?: Signal) {
    return trained.predict(features, signal);
  }
  protected override release(trained: Trained) {
    trained.dispose();
  }
}
