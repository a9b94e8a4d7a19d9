import {
  newRun,
  sortedClasses,
  type Label,
  type LabeledSamples,
  type ModelPackage,
  type Predictions,
  type Signal,
  type TrainingSamples,
} from "@tandem/core";
import { evaluate, type Metrics } from "../evaluate.ts";
import type { TrialJob } from "./trial-job.ts";

/** A model package for given parameters. */
export type TrialModel<D, L, O extends object, P = never> = (parameters: P) => ModelPackage<D, L, O>;

/** Trains on the job's training rows and judges the predictions for its test rows. */
export async function evaluateFold<D, L, O extends object, P>(
  make: TrialModel<D, L, O, P>,
  samples: LabeledSamples<D, L>,
  job: TrialJob,
  signal?: Signal,
): Promise<Metrics> {
  const [train, test] = [samples.select(job.train), samples.select(job.test)];
  return (await judge(make(job.parameters as P), train, test, job.seed, signal)).metrics;
}

/** Trains on some samples and judges the predictions for others. */
export async function judge<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  train: LabeledSamples<D, L>,
  test: LabeledSamples<D, L>,
  seed: number,
  signal: Signal | undefined,
): Promise<{ readonly predictions: Predictions<O>; readonly metrics: Metrics }> {
  const stop = signal ? { signal } : {};
  const model = await pkg.train(train as unknown as TrainingSamples<D, L>, newRun({ seed, ...stop }));
  try {
    const predictions = await model.predict(test, stop);
    const classes = pkg.task.kind === "classification" ? classesOf(train) : undefined;
    return { predictions, metrics: evaluate(pkg.task, predictions, test.labels, { weights: test.weights, classes }) };
  } finally {
    await model.close();
  }
}

function classesOf<D, L>(samples: LabeledSamples<D, L>): readonly L[] {
  return sortedClasses(samples.labels as ArrayLike<unknown> as ArrayLike<Label>) as readonly unknown[] as readonly L[];
}
