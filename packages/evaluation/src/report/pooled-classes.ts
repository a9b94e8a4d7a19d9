import type { Label } from "@tandem/core";
import { distinctLabels } from "../metrics/classes.ts";
import { classProbabilities } from "../predicted-classes.ts";

/** A fold's predictions as a classifier gives them. */
export interface ClassFold {
  readonly predictions: {
    readonly length: number;
    column(field: "label"): ArrayLike<Label>;
    column(field: "probabilities"): readonly (readonly number[])[];
  };
  readonly labels: ArrayLike<Label>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly classes?: readonly Label[] | undefined;
}

/** Held-out predictions of all folds, one after the other. */
export interface PooledClasses {
  readonly classes: readonly Label[];
  readonly labels: readonly Label[];
  readonly predicted: readonly Label[];
  readonly weights: Float64Array | undefined;
  /** P(class) of every sample. */
  probabilityOf(label: Label): Float64Array;
  /** Where each fold's rows begin, and the end of the last. */
  readonly starts: readonly number[];
}

export function pooledClasses(folds: readonly ClassFold[], positive: Label | undefined): PooledClasses {
  const parts = folds.map((fold) => {
    const predicted = fold.predictions.column("label");
    return {
      ...fold,
      predicted,
      ...classProbabilities(fold.predictions.column("probabilities"), predicted, fold.labels, {
        classes: fold.classes,
        positive,
      }),
    };
  });
  return {
    classes: distinctLabels("buildReport", ...parts.map(({ classes }) => classes)),
    labels: parts.flatMap(({ labels }) => Array.from(labels)),
    predicted: parts.flatMap(({ predicted }) => Array.from(predicted)),
    weights: pooledWeights(folds),
    starts: startsOf(folds.map(({ labels }) => labels.length)),
    probabilityOf: (label) =>
      Float64Array.from(
        parts.flatMap(({ classes, rows }) => {
          const place = classes.indexOf(label);
          return rows.map((row) => row[place] ?? 0);
        }),
      ),
  };
}

/** Weights of all folds, 1 where a fold has none; undefined where no fold has any. */
export function pooledWeights(
  folds: readonly { readonly labels: ArrayLike<unknown>; readonly weights?: ArrayLike<number> | undefined }[],
): Float64Array | undefined {
  if (folds.every(({ weights }) => !weights)) return undefined;
  return Float64Array.from(
    folds.flatMap(({ labels, weights }) => (weights ? Array.from(weights) : new Array<number>(labels.length).fill(1))),
  );
}

export function startsOf(lengths: readonly number[]): readonly number[] {
  const starts = [0];
  for (const length of lengths) starts.push(starts[starts.length - 1]! + length);
  return starts;
}
