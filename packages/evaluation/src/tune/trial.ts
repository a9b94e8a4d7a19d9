import { deriveSeed, TandemError, type Signal } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import type { Fold } from "../split/splitter.ts";
import { permutation } from "../split/shuffle.ts";
import { summarize } from "../summarize.ts";
import type { TrialExecutor } from "./executor.ts";
import type { JournalEntry, Memory } from "./journal.ts";
import { limiter, settled } from "./limiter.ts";
import type { Parameters } from "./strategy.ts";

export interface TrialResult<P> {
  readonly trial: number;
  readonly parameters: P;
  /** `pruned`: stopped before its last fold; `halved`: judged on a part of the training samples only. */
  readonly state: "complete" | "pruned" | "halved" | "failed";
  /** Mean of the metric over the folds; absent where the trial failed. */
  readonly score?: number;
  readonly sd?: number;
  /** The score such that less is better; Infinity where the trial failed. */
  readonly loss: number;
  readonly folds: readonly Metrics[];
  /** Part of the training samples it was trained on. */
  readonly budget: number;
  /** Why it failed. */
  readonly failed?: string;
}

/** An earlier trial, to compare with at the same number of folds. */
export type Rival = Pick<TrialResult<Parameters>, "folds" | "state">;

export interface TrialContext {
  readonly folds: readonly Fold[];
  readonly seed: number;
  readonly metric: string;
  readonly sign: 1 | -1;
  readonly pruneAfter: number | undefined;
  readonly onFailure: "throw" | "skip";
  readonly memory: Memory;
  readonly executor: TrialExecutor;
  readonly signal: Signal | undefined;
}

export type RunTrial = (
  trial: number,
  parameters: Parameters,
  budget: number,
  rivals: readonly Rival[],
) => Promise<TrialResult<Parameters>>;

/** Folds that the journal knows are not run again. Without pruning a trial's folds run together, with it one by one. */
export function trialRunner(context: TrialContext): RunTrial {
  const { folds, metric, sign, pruneAfter, executor } = context;
  const limit = limiter(executor.concurrency);
  let ended = false;
  return async (trial, parameters, budget, rivals) => {
    const foldOf = (fold: number) =>
      limit(async () => {
        if (ended) throw new Error("the search has ended");
        return foldEntry(context, trial, parameters, budget, fold).catch((error: unknown) => {
          ended = true;
          throw error;
        });
      });
    const entries: JournalEntry[] = [];
    if (pruneAfter === undefined) entries.push(...(await settled(folds.map((_, fold) => foldOf(fold)))));
    else
      for (let fold = 0; fold < folds.length; fold++) {
        entries.push(await foldOf(fold));
        if (entries[fold]!.failed !== undefined || isHopeless(entries, rivals)) break;
      }
    return resultOf(trial, parameters, budget, entries);
  };

  function isHopeless(entries: readonly JournalEntry[], rivals: readonly Rival[]): boolean {
    const count = entries.length;
    if (count < pruneAfter! || count === folds.length) return false;
    const losses = rivals
      .filter(({ folds: found, state }) => state !== "failed" && found.length >= count)
      .map(({ folds: found }) => lossOf(found.slice(0, count)));
    if (losses.length < 5) return false;
    const sorted = losses.sort((a, b) => a - b);
    return lossOf(entries.map((entry) => entry.metrics!)) > sorted[Math.floor(sorted.length / 2)]!;
  }

  function lossOf(found: readonly Metrics[]): number {
    return (-sign * found.reduce((sum, metrics) => sum + metrics[metric]!, 0)) / found.length;
  }

  function resultOf(
    trial: number,
    parameters: Parameters,
    budget: number,
    entries: readonly JournalEntry[],
  ): TrialResult<Parameters> {
    const failed = entries.find((entry) => entry.failed !== undefined)?.failed;
    const found = entries.flatMap(({ metrics }): readonly Metrics[] => (metrics ? [metrics] : []));
    const shared = { trial, parameters, budget, folds: found };
    if (failed !== undefined) return { ...shared, state: "failed", loss: Infinity, failed };
    const { mean, sd } = summarize(found.map((metrics) => ({ score: metrics[metric]! })))["score"]!;
    return {
      ...shared,
      state: found.length < folds.length ? "pruned" : "complete",
      score: mean,
      sd,
      loss: -sign * mean,
    };
  }
}

async function foldEntry(
  context: TrialContext,
  trial: number,
  parameters: Parameters,
  budget: number,
  fold: number,
): Promise<JournalEntry> {
  const { folds, seed, metric, memory, executor, onFailure, signal } = context;
  const known = memory.recall(trial, budget, fold, parameters);
  if (known) return known;
  signal?.throwIfAborted();
  const { train, test } = folds[fold]!;
  const entry = { trial, fold, budget, parameters };
  const job = {
    trial,
    parameters,
    fold,
    seed: deriveSeed(seed, fold),
    train: partOf(train, budget, deriveSeed(seed, fold)),
    test,
  };
  let found: JournalEntry;
  try {
    const metrics = await executor.run(job, signal);
    if (!Number.isFinite(metrics[metric]))
      throw new TandemError("tune/no-metric", { metric, fold, known: Object.keys(metrics) });
    found = { ...entry, metrics };
  } catch (error) {
    if (onFailure === "throw" || signal?.aborted) throw error;
    found = { ...entry, failed: error instanceof Error ? error.message : String(error) };
  }
  await memory.remember(found);
  return found;
}

/** A random part of the rows, in their order; a larger part holds the smaller one. */
function partOf(rows: Int32Array, budget: number, seed: number): Int32Array {
  if (budget >= 1) return rows;
  const order = permutation(rows.length, seed).subarray(0, Math.max(1, Math.round(rows.length * budget)));
  return order
    .slice()
    .sort()
    .map((at) => rows[at]!);
}
