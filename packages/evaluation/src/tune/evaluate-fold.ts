import {
  newRun,
  sortedClasses,
  type Label,
  type LabeledSamples,
  type ModelPackage,
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
  const pkg = make(job.parameters as P);
  const [train, test] = [samples.select(job.train), samples.select(job.test)];
  const model = await pkg.train(
    train as unknown as TrainingSamples<D, L>,
    newRun({ seed: job.seed, ...(signal ? { signal } : {}) }),
  );
  try {
    const classes =
      pkg.task.kind === "classification"
        ? (sortedClasses(train.labels as ArrayLike<unknown> as ArrayLike<Label>) as unknown as readonly L[])
        : undefined;
    return evaluate(pkg.task, await model.predict(test, signal ? { signal } : {}), test.labels, {
      weights: test.weights,
      classes,
    });
  } finally {
    await model.close();
  }
}
