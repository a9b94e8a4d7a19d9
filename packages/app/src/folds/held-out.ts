import type { Predictions, Samples } from "@tandem/core";
import type { Fold, Metrics, ReportFold } from "@tandem/evaluation";
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

/** A fold's outcome beside what is known of its test rows: for the caller, and for the report. */
export function heldOut<L, O extends object>(
  samples: Samples<unknown>,
  { train, test }: Fold,
  { fold, outcomes, metrics, classes, milliseconds }: FoldOutcome,
): { readonly result: FoldResult<O>; readonly judged: ReportFold<L, O> } {
  const { ids } = samples;
  const held = new Array<string>(test.length);
  for (let i = 0; i < held.length; i++) held[i] = ids[test[i]!]!;
  const predictions = openOutcomes<O>(held, outcomes);
  const known = {
    ...knownOf<L>(samples, test),
    ...(classes ? { classes: classes as unknown as readonly L[] } : {}),
  };
  return {
    result: { fold, rows: test, trained: train.length, predictions, metrics, milliseconds },
    judged: { predictions, ...known, metrics, trained: train.length, milliseconds },
  };
}
