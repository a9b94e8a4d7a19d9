import { abortable, deriveSeed, type LabeledSamples, type Predictions } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import type { Splitter } from "../split/splitter.ts";
import { summarize, type MetricSummary } from "../summarize.ts";
import { judge, type TrialModel } from "./evaluate-fold.ts";
import type { TrialExecutor } from "./executor.ts";
import type { Journal } from "./journal.ts";
import { drawn, type ParametersOf, type Space } from "./space.ts";
import { tune, type Tuned, type TuneOptions } from "./tune.ts";
import { usualSplitter } from "./usual-splitter.ts";

export interface NestedOptions<P> extends Omit<TuneOptions<P>, "splitter" | "journal" | "executor"> {
  /** Which samples the search never sees. Default: five folds, as `tune` makes its own. */
  readonly outer?: Splitter;
  /** How the search divides the rest. Default: as `tune` does. */
  readonly inner?: Splitter;
  /** A journal for each outer fold, which is a search of its own. */
  readonly journal?: (fold: number) => Journal;
  /** An executor for the training samples of an outer fold. Default: this thread. */
  readonly executor?: (training: LabeledSamples<unknown, unknown>, fold: number) => TrialExecutor;
}

export interface NestedFold<P, O> {
  readonly rows: Int32Array;
  readonly trained: number;
  readonly search: Tuned<P>;
  readonly predictions: Predictions<O>;
  readonly metrics: Metrics;
}

export interface Nested<P, O> {
  readonly folds: readonly NestedFold<P, O>[];
  readonly summary: Readonly<Record<string, MetricSummary>>;
}

/**
 * How good the outcome of a search is: for each outer fold, parameters are searched on its training samples alone, a
 * model is trained on them with the best, and judged on samples that neither has seen. The score of a search's own best
 * trial flatters, as it was chosen for it. Groups and weights go with the samples into the inner folds.
 * @throws what `tune` throws
 */
export async function nestedCrossvalidate<S extends Space, D, L, O extends object>(
  space: S,
  make: TrialModel<D, L, O, ParametersOf<S>>,
  samples: LabeledSamples<D, L>,
  options: NestedOptions<ParametersOf<S>> = {},
): Promise<Nested<ParametersOf<S>, O>> {
  const { outer, inner, journal, executor, ...rest } = options;
  const { seed = 0, signal } = rest;
  const kind = () => make(drawn(space, () => 0) as ParametersOf<S>).task.kind;
  const split = (outer ?? usualSplitter(kind(), samples.groups !== undefined, seed)).split(samples);
  const folds: NestedFold<ParametersOf<S>, O>[] = [];
  for (const [fold, { train, test }] of split.entries()) {
    const training = samples.select(train);
    const search = await tune(space, make, training, {
      ...rest,
      seed: deriveSeed(seed, fold),
      ...(inner ? { splitter: inner } : {}),
      ...(journal ? { journal: journal(fold) } : {}),
      ...(executor ? { executor: executor(training as unknown as LabeledSamples<unknown, unknown>, fold) } : {}),
    });
    const judged = await abortable("nested cross-validation", signal, () =>
      judge(make(search.best.parameters), training, samples.select(test), deriveSeed(seed, fold), signal),
    );
    folds.push({ rows: test, trained: train.length, search, ...judged });
  }
  return { folds, summary: summarize(folds.map(({ metrics }) => metrics)) };
}
