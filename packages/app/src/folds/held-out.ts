import {
  isLabeled,
  sortedClasses,
  type Label,
  type Labels,
  type Predictions,
  type Samples,
  type Task,
} from "@tandem/core";
import { evaluate, type Fold, type Metrics, type ReportFold } from "@tandem/evaluation";
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

/** A fold's outcome judged by what is known of its test rows; the classes are those that its model was shown. */
export function heldOut<L, O extends object>(
  task: Task<L, O>,
  samples: Samples<unknown>,
  { train, test }: Fold,
  { fold, outcomes, milliseconds }: FoldOutcome,
): { readonly result: FoldResult<O>; readonly judged: ReportFold<L, O> } {
  const { ids } = samples;
  const predictions = openOutcomes<O>(
    Array.from(test, (row) => ids[row]!),
    outcomes,
  );
  const known = knownOf<L>(task.kind, samples, train, test);
  const metrics = evaluate(task, predictions, known.labels, known);
  return {
    result: { fold, rows: test, trained: train.length, predictions, metrics, milliseconds },
    judged: { predictions, ...known, metrics, trained: train.length, milliseconds },
  };
}

interface Known<L> {
  readonly labels: Labels<L>;
  readonly weights?: Float64Array;
  readonly classes?: readonly L[];
}

function knownOf<L>(kind: string, samples: Samples<unknown>, train: Int32Array, test: Int32Array): Known<L> {
  if (!isLabeled<unknown, L>(samples)) return { labels: [] as unknown as Labels<L> };
  const { labels, weights } = samples.select(test);
  const shown = samples.select(train).labels as ArrayLike<unknown> as ArrayLike<Label>;
  const classes = kind === "classification" ? { classes: sortedClasses(shown) as unknown as readonly L[] } : {};
  return { labels, ...(weights ? { weights } : {}), ...classes };
}
