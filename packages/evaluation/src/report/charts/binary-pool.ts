import type { Label } from "@tandem/core";

/** What the charts of a positive class are drawn from. */
export interface BinaryPool {
  readonly positive: Label;
  /** 1 for the positive class. */
  readonly truth: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly starts: readonly number[];
}

/** Whether rows `from` to `to` hold both classes with weight. */
export function hasBoth({ truth, weights }: BinaryPool, from: number, to: number): boolean {
  const seen = new Set<number>();
  for (let row = from; row < to; row++) if (!weights || weights[row]! > 0) seen.add(truth[row]!);
  return seen.size === 2;
}

/** The rows of one fold. */
export function foldOf(pool: BinaryPool, fold: number): Pick<BinaryPool, "truth" | "scores" | "weights"> {
  const [from, to] = [pool.starts[fold]!, pool.starts[fold + 1]!];
  return {
    truth: pool.truth.subarray(from, to),
    scores: pool.scores.subarray(from, to),
    weights: pool.weights?.subarray(from, to),
  };
}

/** The folds that hold both classes. */
export function usableFolds(pool: BinaryPool): readonly number[] {
  return Array.from({ length: pool.starts.length - 1 }, (_, fold) => fold).filter((fold) =>
    hasBoth(pool, pool.starts[fold]!, pool.starts[fold + 1]!),
  );
}
