import {
  newRun,
  TandemError,
  type AnyModelPackage,
  type Label,
  type RunOptions,
  type Samples,
  type TrainingSamples,
} from "@tandem/core";
import type { Metrics } from "@tandem/evaluation";
import { judged } from "./judge-fold.ts";
import { outcomeColumns, readOnce, type OutcomeColumns } from "./outcome-columns.ts";

/** What a fold has to know; plain data, so that a worker thread can be given it. */
export interface FoldTask {
  readonly fold: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly seed: number;
}

/** What a fold gave, as plain data. */
export interface FoldOutcome {
  readonly fold: number;
  readonly outcomes: OutcomeColumns;
  readonly metrics: Metrics;
  /** The classes that the fold's model was shown, sorted; of classification only. */
  readonly classes?: readonly Label[];
  readonly milliseconds: { readonly train: number; readonly predict: number };
}

/** Trains on the fold's training rows alone, predicts its test rows and judges that; the same wherever it runs. */
export async function runFold(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  task: FoldTask,
  hooks: Omit<RunOptions, "seed"> = {},
): Promise<FoldOutcome> {
  const began = performance.now();
  const run = newRun({ ...hooks, seed: task.seed });
  const trained = await pkg.train(samples.select(task.train) as TrainingSamples<unknown, unknown>, run);
  try {
    const fitted = performance.now();
    const predictions = readOnce(await trained.predict(samples.select(task.test), { signal: run.signal }));
    if (predictions.length !== task.test.length)
      throw new TandemError("model/bad-output", {
        model: pkg.name,
        reason: `${predictions.length} predictions for the ${task.test.length} samples of fold ${task.fold}`,
      });
    const outcomes = outcomeColumns(predictions, pkg.task.kind !== "custom");
    const milliseconds = { train: fitted - began, predict: performance.now() - fitted };
    return { fold: task.fold, outcomes, ...judged(pkg.task, samples, task, predictions), milliseconds };
  } finally {
    await trained.close();
  }
}
