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
    labels: joined(parts.map(({ labels }) => labels)),
    predicted: joined(parts.map(({ predicted }) => predicted)),
    weights: pooledWeights(folds),
    starts: startsOf(folds.map(({ labels }) => labels.length)),
    probabilityOf: (label) => probabilitiesOf(parts, label),
  };
}

function probabilitiesOf(
  parts: readonly { readonly classes: readonly Label[]; readonly rows: readonly (readonly number[])[] }[],
  label: Label,
): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { rows }) => sum + rows.length, 0));
  let at = 0;
  for (const { classes, rows } of parts) {
    const place = classes.indexOf(label);
    for (let row = 0; row < rows.length; row++) all[at++] = rows[row]![place] ?? 0;
  }
  return all;
}

function joined<T>(parts: readonly ArrayLike<T>[]): readonly T[] {
  const all = new Array<T>(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) for (let row = 0; row < part.length; row++) all[at++] = part[row]!;
  return all;
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
