import {
  abortable,
  deriveSeed,
  isLabeled,
  type Json,
  type LabeledSamples,
  type ModelPackage,
  type Samples,
  type TrainingSamples,
} from "@tandem/core";
import {
  buildReport,
  groupKFold,
  kFold,
  stratifiedKFold,
  type MetricSummary,
  type Report,
  type Splitter,
  type UnderstandOptions,
} from "@tandem/evaluation";
import { requireLabels } from "./create-model.ts";
import { checkParallel, type Parallel } from "./folds/choose-threads.ts";
import { heldOut, type FoldResult, type HeldOut } from "./folds/held-out.ts";
import type { FoldOutcome } from "./folds/run-fold.ts";
import { prepareFolds } from "./folds/run-folds.ts";
import { understandFold } from "./folds/understand-fold.ts";
import { tellStarted, type OnProgress } from "./progress.ts";
import { describeRun } from "./run-record.ts";

export interface CrossvalidateOptions {
  /** How many folds. Default 5. They are shuffled by `seed`; stratified for classification, by group where samples have groups. */
  readonly folds?: number;
  /** Another way to split, in place of `folds`. */
  readonly splitter?: Splitter;
  /** Of the splitting and, derived, of each fold's training. Default 0. */
  readonly seed?: number;
  /** Default "auto": worker threads where they save time. The result is the same bit for bit. */
  readonly parallel?: Parallel;
  /**
   * Puts into the report what the model goes by: the importance of fields, how predictions depend on the foremost of
   * them and, where the model can explain itself, what moved them. Found on the first fold, whose model is trained once
   * more for it. Default false.
   */
  readonly understand?: boolean | Omit<UnderstandOptions, "signal">;
  /** Rows of the source that did not meet the schema and are not among the samples; kept in the report. Default 0. */
  readonly leftOut?: number;
  /** What the model was made with and anything else worth knowing; kept in the report. */
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly context?: Readonly<Record<string, Json>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface Crossvalidation<O> {
  readonly model: string;
  readonly splitter: string;
  readonly seed: number;
  readonly folds: readonly FoldResult<O>[];
  /** Mean and spread of each metric over the folds. */
  readonly summary: Readonly<Record<string, MetricSummary>>;
  /** All of it but the predictions as JSON, with plots: evaluation's `renderReport` makes a page of it. */
  readonly report: Report;
}

/**
 * Trains and predicts once for each fold and says how good the predictions are on samples the model has not seen.
 * Samples are split, not features: each fold learns its scaling, vocabulary and weights from its training rows alone.
 * @throws TandemError `app/unlabeled`, `app/bad-parallel`, `split/too-few`, `run/aborted`, and what the model throws
 */
export async function crossvalidateModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: TrainingSamples<D, L>,
  options: CrossvalidateOptions = {},
): Promise<Crossvalidation<O>> {
  const { folds = 5, seed = 0, parallel = "auto", parameters = {}, context = {}, signal, onProgress } = options;
  const { understand = false, leftOut } = options;
  checkParallel(parallel);
  const rows = samples as unknown as Samples<unknown>;
  requireLabels(pkg, rows, "cross-validating");
  const splitter = options.splitter ?? splitterFor(pkg, rows, folds, seed);
  const [began, started] = [performance.now(), new Date()];
  tellStarted(onProgress, "crossvalidate", pkg, rows);
  const hooks = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const runner = prepareFolds(pkg, { parallel, folds: options.splitter ? undefined : folds, ...hooks });
  try {
    const split = splitter.split(rows);
    const tasks = split.map(({ train, test }, fold) => ({ fold, train, test, seed: deriveSeed(seed, fold) }));
    const held: Promise<HeldOut<L, O>>[] = [];
    const hold = (outcome: FoldOutcome) => {
      const { fold } = outcome;
      held[fold] = settled(() => heldOut(pkg.task, rows, split[fold]!, outcome));
    };
    const [, described] = await Promise.all([
      abortable(`cross-validating ${pkg.name}`, signal, () => runner.run(rows, tasks, hold)),
      describeRun({ pkg, seed, samples: rows, leftOut, parameters, context, started }), // while threads are at the folds
    ]);
    const parts = await Promise.all(held);
    const total = Math.round(performance.now() - began);
    const record = { ...described, splitter: splitter.name, durations: { total } };
    const asked = { ...(understand === true ? {} : understand), ...(signal ? { signal } : {}) };
    const understanding = understand === false ? undefined : await understandFold(pkg, rows, tasks[0]!, asked);
    const shown = understanding ? { understanding } : {};
    const report = buildReport({
      model: pkg.name,
      task: pkg.task,
      folds: parts.map(({ judged }) => judged),
      record,
      ...shown,
    });
    onProgress?.({ kind: "finished", flow: "crossvalidate", model: pkg.name, milliseconds: performance.now() - began });
    const results = parts.map(({ result }) => result);
    return { model: pkg.name, splitter: splitter.name, seed, folds: results, summary: report.summary, report };
  } finally {
    await runner.close();
  }
}

/** What `work` gives, to be awaited later: its failure waits until then. */
function settled<T>(work: () => T): Promise<T> {
  const result = Promise.resolve().then(work);
  result.catch(() => undefined);
  return result;
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
