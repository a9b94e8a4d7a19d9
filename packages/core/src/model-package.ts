import type { Artifact } from "./artifact.ts";
import type { Explanation } from "./model.ts";
import type { Predictions } from "./predictions.ts";
import type { Run, Signal } from "./run.ts";
import type { Samples, TrainingSamples } from "./samples.ts";
import type { Schema } from "./schema.ts";
import type { Task } from "./task.ts";

export interface Traits {
  /** A row is predicted alike alone and in any batch. Default true. */
  readonly rowIndependent: boolean;
  /** Equal seeds and samples give equal artifacts. Default true. */
  readonly deterministic: boolean;
}

/** A model as engineering sees it: samples in, predictions out. Features, estimator and state are sealed inside. */
export interface ModelPackage<D, L, O extends object> {
  readonly name: string;
  readonly task: Task<L, O>;
  readonly sample: Schema<D>;
  readonly label: Schema<L>;
  readonly outcome: Schema<O>;
  readonly traits: Traits;
  /** The URL by which worker threads and other processes import the package. */
  readonly module?: string;
  /** @throws TandemError `dataset/empty`, `run/aborted`, and what the model's hooks throw. */
  train(samples: TrainingSamples<D, L>, run?: Run, options?: TrainingOptions<D, L>): Promise<TrainedModel<D, O>>;
  /** @throws TandemError `artifact/incompatible` where another package, format or contract made the artifact. */
  restore(artifact: Artifact): Promise<TrainedModel<D, O>>;
}

export interface TrainingOptions<D, L> {
  /** Held-out samples to watch while training, for early stopping; featured with what was learned from the training samples. */
  readonly validation?: TrainingSamples<D, L>;
  /** A trained model of the same package to go on from; its dataset state is kept so that features mean the same. */
  readonly previous?: Artifact;
}

export interface TrainedModel<D, O> {
  /** One prediction per sample, in order. No samples give no predictions. */
  predict(samples: Samples<D>, options?: { readonly signal?: Signal }): Promise<Predictions<O>>;
  /** @throws TandemError `model/no-explanation` where the model cannot. */
  explain(samples: Samples<D>): Promise<Explanation>;
  toArtifact(): Promise<Artifact>;
  /** Releases sessions, processes and tensors; idempotent. */
  close(): Promise<void>;
}

/**
 * Any model, where it does not matter which. No other type holds them all: a task both takes labels and outcomes (to score
 * them) and gives a label (the positive class), so that neither `unknown` nor `never` stands for those of every model.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where the types of all models meet
export type AnyModelPackage = ModelPackage<any, any, any>;
