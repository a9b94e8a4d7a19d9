import { newRun, type AnyModelPackage, type LabeledSamples, type Samples, type TrainingSamples } from "@tandem/core";
import { understandModel, type Understanding, type UnderstandOptions } from "@tandem/evaluation";
import type { FoldTask } from "./run-fold.ts";

/** Trains a fold's model as it was trained to be judged, and finds what it goes by on samples it was not trained on. */
export async function understandFold(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  task: FoldTask,
  options: UnderstandOptions,
): Promise<Understanding> {
  const run = newRun({ seed: task.seed, ...(options.signal ? { signal: options.signal } : {}) });
  const trained = await pkg.train(samples.select(task.train) as TrainingSamples<unknown, unknown>, run);
  try {
    const unseen = samples.select(task.test) as LabeledSamples<unknown, unknown>;
    return await understandModel(trained, pkg.task, unseen, { seed: task.seed, ...options });
  } finally {
    await trained.close();
  }
}
