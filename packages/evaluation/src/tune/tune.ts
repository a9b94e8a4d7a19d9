import {
  abortable,
  createSha256,
  deriveSeed,
  digestSamples,
  TandemError,
  utf8Bytes,
  type LabeledSamples,
  type Signal,
} from "@tandem/core";
import { chosenMetric, type MetricChoice } from "../chosen-metric.ts";
import "../errors.ts";
import type { Fold, Splitter } from "../split/splitter.ts";
import type { TrialModel } from "./evaluate-fold.ts";
import { inThisThread, type TrialExecutor } from "./executor.ts";
import { openJournal, type Journal } from "./journal.ts";
import { byLoss, halveTrials, sampleTrials, type Search } from "./search-trials.ts";
import type { ParametersOf, Space } from "./space.ts";
import type { Parameters, Strategy } from "./strategy.ts";
import { tpe } from "./tpe.ts";
import { trialRunner, type TrialResult } from "./trial.ts";
import { usualSplitter } from "./usual-splitter.ts";

export interface TuneOptions<P> extends MetricChoice {
  /** Default {@link tpe}. */
  readonly strategy?: Strategy;
  /** Number of parameter sets tried. Default 50. */
  readonly trials?: number;
  /** Default: five folds shuffled by the seed, by group where samples have groups, else stratified for classification. */
  readonly splitter?: Splitter;
  /** Default 0. All trials train a fold with the same seed, so that they differ by their parameters alone. */
  readonly seed?: number;
  /** Stop a trial after so many folds whose mean is worse than the median of earlier trials' at that point. Default: never. */
  readonly pruneAfter?: number;
  /** Trials begun together, none of which learns from the others: more of them keep more threads busy. Default 1. */
  readonly together?: number;
  /** `throw` ends the search with the model's error; `skip` counts the trial as the worst. Default `throw`. */
  readonly onFailure?: "throw" | "skip";
  /** Makes the search resumable: run it again with the same journal and it goes on where it stopped, to the same result. */
  readonly journal?: Journal;
  /** Default: this thread. */
  readonly executor?: TrialExecutor;
  readonly signal?: Signal;
  readonly onTrial?: (trial: TrialResult<P>) => void;
}

export interface Tuned<P> {
  readonly metric: string;
  readonly higherIsBetter: boolean;
  readonly best: TrialResult<P>;
  /** In the order they were begun; of a halving, each with the round it reached. */
  readonly trials: readonly TrialResult<P>[];
}

/**
 * Searches the parameters whose model predicts held-out samples best, by cross-validation. The result depends on
 * samples, space, seed and options alone: not on the executor, its speed, or how often the search was resumed.
 * @throws TandemError `tune/other-journal`, `tune/all-failed`, `run/aborted`, `metric/bad-option`, and what models throw
 */
export async function tune<S extends Space, D, L, O extends object>(
  space: S,
  make: TrialModel<D, L, O, ParametersOf<S>>,
  samples: LabeledSamples<D, L>,
  options: TuneOptions<ParametersOf<S>> = {},
): Promise<Tuned<ParametersOf<S>>> {
  const { trials = 50, seed = 0, strategy = tpe(), pruneAfter, together = 1, onFailure = "throw", signal } = options;
  checkWhole("trials", trials);
  checkWhole("together", together);
  const sampler = strategy.kind === "halving" ? strategy.sampler : strategy;
  const suggest: Search["suggest"] = (trial, past) => sampler.suggest(space, past, deriveSeed(seed, trial));
  const { task } = make(suggest(0, []) as ParametersOf<S>);
  const { metric, sign } = chosenMetric("tune", task, options);
  const splitter = options.splitter ?? usualSplitter(task.kind, samples.groups !== undefined, seed);
  const folds = splitter.split(samples);
  const { name, settings } = strategy;
  const identity = { space, strategy: name, settings, trials, seed, metric, pruneAfter, together };
  return abortable("tuning", signal, async () => {
    const data = { samples: digestSamples(samples), folds: digestFolds(folds) };
    const memory = await openJournal(options.journal, JSON.stringify({ ...identity, ...data }));
    const executor = options.executor ?? inThisThread(make as TrialModel<D, L, O>, samples);
    const run = trialRunner({ folds, seed, metric, sign, pruneAfter, onFailure, memory, executor, signal });
    const told = (result: TrialResult<Parameters>) => options.onTrial?.(result as TrialResult<never>);
    const search: Search = { trials, together, suggest, run, told };
    const found = strategy.kind === "halving" ? await halveTrials(search, strategy) : await sampleTrials(search);
    const results = { best: bestOf(found), trials: found } as unknown as Pick<
      Tuned<ParametersOf<S>>,
      "best" | "trials"
    >;
    return { metric, higherIsBetter: sign === 1, ...results };
  });
}

function bestOf(trials: readonly TrialResult<Parameters>[]): TrialResult<Parameters> {
  const best = trials.filter(({ state }) => state === "complete").sort(byLoss)[0];
  if (best) return best;
  const reason = trials.find(({ failed }) => failed !== undefined)?.failed ?? "none was complete";
  throw new TandemError("tune/all-failed", { trials: trials.length, reason });
}

/** Of the rows: a journal must not be taken up with other folds. */
function digestFolds(folds: readonly Fold[]): string {
  const hash = createSha256();
  for (const { train, test } of folds)
    for (const rows of [train, test])
      hash.update(utf8Bytes(`${rows.length}\n`)).update(new Uint8Array(rows.slice().buffer));
  return hash.digest();
}

function checkWhole(option: string, found: number): void {
  if (Number.isInteger(found) && found >= 1) return;
  const expected = "a whole number of at least 1";
  throw new TandemError("metric/bad-option", { metric: "tune", option, found: String(found), expected });
}
