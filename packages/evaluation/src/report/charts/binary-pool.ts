import type { Label } from "@tandem/core";
import { sweep, type Sweep } from "../../metrics/thresholds.ts";

/** What the charts of a positive class are drawn from. */
export interface BinaryPool {
  readonly positive: Label;
  /** 1 for the positive class. */
  readonly truth: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly starts: readonly number[];
}

/** What the ranking charts are drawn from, each part sorted once. */
export interface Sweeps {
  readonly all: Sweep;
  /** Of the folds that hold both classes, under their numbers. */
  readonly folds: ReadonlyMap<number, Sweep>;
}

export function sweepsOf(pool: BinaryPool): Sweeps {
  const swept = (part: Pick<BinaryPool, "truth" | "scores" | "weights">) => sweep({ ...part, positive: pool.positive });
  return { all: swept(pool), folds: new Map(usableFolds(pool).map((fold) => [fold, swept(foldOf(pool, fold))])) };
}

/** Whether rows `from` to `to` hold both classes with weight. */
export function hasBoth({ truth, weights }: BinaryPool, from: number, to: number): boolean {
  let [positive, other] = [false, false];
  for (let row = from; row < to && !(positive && other); row++) {
    if (weights && weights[row]! <= 0) continue;
    if (truth[row]) positive = true;
    else other = true;
  }
  return positive && other;
}

/** The rows of one fold. */
function foldOf(pool: BinaryPool, fold: number): Pick<BinaryPool, "truth" | "scores" | "weights"> {
  const [from, to] = [pool.starts[fold]!, pool.starts[fold + 1]!];
  return {
    truth: pool.truth.subarray(from, to),
    scores: pool.scores.subarray(from, to),
    weights: pool.weights?.subarray(from, to),
  };
}

/** The folds that hold both classes. */
function usableFolds(pool: BinaryPool): readonly number[] {
  return Array.from({ length: pool.starts.length - 1 }, (_, fold) => fold).filter((fold) =>
    hasBoth(pool, pool.starts[fold]!, pool.starts[fold + 1]!),
  );
}
