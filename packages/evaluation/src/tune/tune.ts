import { abortable, deriveSeed, digestSamples, TandemError, type LabeledSamples, type Signal } from "@tandem/core";
import { chosenMetric, type MetricChoice } from "../chosen-metric.ts";
import { kFold } from "../split/k-fold.ts";
import { stratifiedKFold } from "../split/stratified-k-fold.ts";
import { groupKFold } from "../split/group-k-fold.ts";
import type { Splitter } from "../split/splitter.ts";
import type { TrialModel } from "./evaluate-fold.ts";
import { inThisThread, type TrialExecutor } from "./executor.ts";
import { roundsOf } from "./halving.ts";
import { openJournal, type Journal } from "./journal.ts";
import { settled } from "./limiter.ts";
import type { ParametersOf, Space } from "./space.ts";
import type { Parameters, Strategy, Tried } from "./strategy.ts";
import { tpe } from "./tpe.ts";
import { trialRunner, type Rival, type TrialResult } from "./trial.ts";

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
  const {
    trials = 50,
    seed = 0,
    strategy = tpe(),
    pruneAfter,
    together = 1,
    onFailure = "throw",
    signal,
    onTrial,
  } = options;
  if (!(Number.isInteger(trials) && trials >= 1))
    throw new TandemError("metric/bad-option", {
      metric: "tune",
      option: "trials",
      found: String(trials),
      expected: "a whole number of at least 1",
    });
  const sampler = strategy.kind === "halving" ? strategy.sampler : strategy;
  const suggest = (trial: number, past: readonly Tried[]) => sampler.suggest(space, past, deriveSeed(seed, trial));
  const { task } = make(suggest(0, []) as ParametersOf<S>);
  const { metric, sign } = chosenMetric("tune", task, options);
  const splitter = options.splitter ?? usualSplitter(task.kind, samples.groups !== undefined, seed);
  const folds = splitter.split(samples);
  const search = JSON.stringify({
    space,
    strategy: strategy.name,
    settings: strategy.settings,
    trials,
    seed,
    metric,
    splitter: splitter.name,
    folds: folds.length,
    pruneAfter,
    together,
    data: digestSamples(samples),
  });
  return abortable("tuning", signal, async () => {
    const memory = await openJournal(options.journal, search);
    const executor = options.executor ?? inThisThread(make as TrialModel<D, L, O>, samples);
    const run = trialRunner({ folds, seed, metric, sign, pruneAfter, onFailure, memory, executor, signal });
    const told = (result: TrialResult<Parameters>) => (
      onTrial?.(result as unknown as TrialResult<ParametersOf<S>>),
      result
    );
    const found = strategy.kind === "halving" ? await halve(roundsOf(strategy, trials)) : await sample();
    const best = found
      .filter(({ state }) => state === "complete")
      .sort((a, b) => a.loss - b.loss || a.trial - b.trial)[0];
    if (!best)
      throw new TandemError("tune/all-failed", {
        trials,
        reason: found.find(({ failed }) => failed !== undefined)?.failed ?? "none was complete",
      });
    return { metric, higherIsBetter: sign === 1, best, trials: found } as unknown as Tuned<ParametersOf<S>>;

    async function sample(): Promise<readonly TrialResult<Parameters>[]> {
      const done: TrialResult<Parameters>[] = [];
      while (done.length < trials) {
        const rivals: readonly Rival[] = done;
        const batch = Array.from({ length: Math.min(together, trials - done.length) }, (_, i) => ({
          trial: done.length + i,
          parameters: suggest(done.length + i, done),
        }));
        done.push(
          ...(await settled(batch.map(async ({ trial, parameters }) => told(await run(trial, parameters, 1, rivals))))),
        );
      }
      return done;
    }

    async function halve(rounds: ReturnType<typeof roundsOf>): Promise<readonly TrialResult<Parameters>[]> {
      const reached: TrialResult<Parameters>[] = [];
      let field = Array.from({ length: trials }, (_, trial) => ({ trial, parameters: suggest(trial, []) }));
      for (const { keep, budget } of rounds) {
        field = field.slice(0, keep);
        const last = budget === 1;
        const results = await settled(field.map(({ trial, parameters }) => run(trial, parameters, budget, [])));
        for (const result of results)
          reached[result.trial] = told(
            last ? result : { ...result, state: result.state === "complete" ? "halved" : result.state },
          );
        const order = [...results]
          .filter(({ state }) => state !== "failed")
          .sort((a, b) => a.loss - b.loss || a.trial - b.trial);
        field = order.map(({ trial, parameters }) => ({ trial, parameters }));
      }
      return reached;
    }
  });
}

export function usualSplitter(kind: string, grouped: boolean, seed: number): Splitter {
  const options = { folds: 5, shuffle: true, seed };
  if (grouped) return groupKFold(options);
  return kind === "classification" ? stratifiedKFold(options) : kFold(options);
}
