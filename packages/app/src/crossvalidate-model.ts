import {
  abortable,
  deriveSeed,
  isLabeled,
  sortedClasses,
  type Label,
  type Labels,
  type LabeledSamples,
  type ModelPackage,
  type Predictions,
  type Samples,
  type Task,
  type TrainingSamples,
} from "@tandem/core";
import {
  evaluate,
  groupKFold,
  kFold,
  stratifiedKFold,
  summarize,
  type Fold,
  type Metrics,
  type MetricSummary,
  type Splitter,
} from "@tandem/evaluation";
import { requireLabels } from "./create-model.ts";
import type { Parallel } from "./folds/choose-threads.ts";
import { openOutcomes } from "./folds/outcome-columns.ts";
import type { FoldOutcome } from "./folds/run-fold.ts";
import { runFolds } from "./folds/run-folds.ts";
import type { OnProgress } from "./progress.ts";

export interface CrossvalidateOptions {
  /** How many folds. Default 5. They are shuffled by `seed`; stratified for classification, by group where samples have groups. */
  readonly folds?: number;
  /** Another way to split, in place of `folds`. */
  readonly splitter?: Splitter;
  /** Of the splitting and, derived, of each fold's training. Default 0. */
  readonly seed?: number;
  /** Default "auto": worker threads where they save time. The result is the same bit for bit. */
  readonly parallel?: Parallel;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

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

export interface Crossvalidation<O> {
  readonly model: string;
  readonly splitter: string;
  readonly seed: number;
  readonly folds: readonly FoldResult<O>[];
  /** Mean and spread of each metric over the folds. */
  readonly summary: Readonly<Record<string, MetricSummary>>;
}

/**
 * Trains and predicts once for each fold and says how good the predictions are on samples the model has not seen.
 * Samples are split, not features: each fold learns its scaling, vocabulary and weights from its training rows alone.
 * @throws TandemError `app/unlabeled`, `split/too-few`, `run/aborted`, and what the model throws
 */
export async function crossvalidateModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: TrainingSamples<D, L>,
  options: CrossvalidateOptions = {},
): Promise<Crossvalidation<O>> {
  const { folds = 5, seed = 0, parallel = "auto", signal, onProgress } = options;
  const rows = samples as unknown as Samples<unknown>;
  requireLabels(pkg, rows, "cross-validating");
  const splitter = options.splitter ?? splitterFor(pkg, rows, folds, seed);
  const began = performance.now();
  onProgress?.({ kind: "started", flow: "crossvalidate", model: pkg.name, samples: rows.length });
  const split = splitter.split(rows);
  const tasks = split.map(({ train, test }, fold) => ({ fold, train, test, seed: deriveSeed(seed, fold) }));
  const outcomes = await abortable(`cross-validating ${pkg.name}`, signal, () =>
    runFolds(pkg, rows, tasks, { parallel, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) }),
  );
  const results = outcomes.map((outcome) => foldResult<L, O>(pkg, rows, split[outcome.fold]!, outcome));
  onProgress?.({ kind: "finished", flow: "crossvalidate", model: pkg.name, milliseconds: performance.now() - began });
  return {
    model: pkg.name,
    splitter: splitter.name,
    seed,
    folds: results,
    summary: summarize(results.map(({ metrics }) => metrics)),
  };
}

function foldResult<L, O extends object>(
  pkg: Pick<ModelPackage<never, L, O>, "task">,
  samples: Samples<unknown>,
  { train, test }: Fold,
  outcome: FoldOutcome,
): FoldResult<O> {
  const { ids } = samples;
  const predictions = openOutcomes<O>(
    Array.from(test, (row) => ids[row]!),
    outcome.outcomes,
  );
  const { fold, milliseconds } = outcome;
  return {
    fold,
    rows: test,
    trained: train.length,
    predictions,
    metrics: foldMetrics(pkg.task, samples, { train, test }, predictions),
    milliseconds,
  };
}

function foldMetrics<L, O extends object>(
  task: Task<L, O>,
  samples: Samples<unknown>,
  { train, test }: Fold,
  predictions: Predictions<O>,
): Metrics {
  if (!isLabeled<unknown, L>(samples)) return evaluate(task, predictions, [] as unknown as Labels<L>);
  const { labels, weights } = samples.select(test);
  const classes =
    task.kind === "classification"
      ? sortedClasses(samples.select(train).labels as ArrayLike<unknown> as ArrayLike<Label>)
      : undefined;
  return evaluate(task, predictions, labels, {
    ...(weights ? { weights } : {}),
    classes: classes as readonly L[] | undefined,
  });
}

function splitterFor<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: Samples<unknown>,
  folds: number,
  seed: number,
): Splitter {
  const options = { folds, shuffle: true, seed };
  if ((samples as LabeledSamples<unknown, L>).groups) return groupKFold(options);
  return pkg.task.kind === "classification" && isLabeled(samples) ? stratifiedKFold(options) : kFold(options);
}
