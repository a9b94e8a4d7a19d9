import type { Predictions, Samples, Task } from "@tandem/core";
import { prepareFold, type Fold, type Metrics, type ReportFold } from "@tandem/evaluation";
import { knownOf } from "./judge-fold.ts";
import { openOutcomes } from "./outcome-columns.ts";
import type { FoldOutcome } from "./run-fold.ts";

/** What one fold gave: predictions for samples that its model had not seen, and how good they are. */
export interface FoldResult<O> {
  readonly fold: number;
  /** The rows of the samples that were held out, in the order of `predictions`. */
  readonly rows: Int32Array;
  /** Number of samples trained on. */
  readonly trained: number;
  readonly predictions: Predictions<O>;
  readonly metrics: Metrics;
  readonly milliseconds: { readonly train: number; readonly predict: number };
}

/** A fold for the caller, and for the report. */
export interface HeldOut<L, O> {
  readonly result: FoldResult<O>;
  readonly judged: ReportFold<L, O>;
}

/** A fold's outcome beside what is known of its test rows, and its part of the report made ready. */
export function heldOut<L, O extends object>(
  task: Task<L, O>,
  samples: Samples<unknown>,
  { train, test }: Fold,
  { fold, outcomes, metrics, classes, milliseconds }: FoldOutcome,
): HeldOut<L, O> {
  const { ids } = samples;
  const held = new Array<string>(test.length);
  for (let i = 0; i < held.length; i++) held[i] = ids[test[i]!]!;
  const predictions = openOutcomes<O>(held, outcomes);
  const known = {
    ...knownOf<L>(samples, test),
    ...(classes ? { classes: classes as unknown as readonly L[] } : {}),
  };
  const judged: ReportFold<L, O> = { predictions, ...known, metrics, trained: train.length, milliseconds };
  prepareFold(task, judged);
  return {
    judged,
    result: { fold, rows: test, trained: train.length, predictions, metrics, milliseconds },
  };
}
