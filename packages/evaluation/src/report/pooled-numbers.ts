import { pooledWeights } from "./pooled-classes.ts";

export interface NumberFold {
  readonly predictions: { column(field: "label"): ArrayLike<number> };
  readonly labels: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}

export interface PooledNumbers {
  readonly labels: Float64Array;
  readonly predicted: Float64Array;
  readonly weights: Float64Array | undefined;
}

export function pooledNumbers(folds: readonly NumberFold[]): PooledNumbers {
  return {
    labels: Float64Array.from(folds.flatMap(({ labels }) => Array.from(labels))),
    predicted: Float64Array.from(folds.flatMap(({ predictions }) => Array.from(predictions.column("label")))),
    weights: pooledWeights(folds),
  };
}
