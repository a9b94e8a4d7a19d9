import type { Label } from "@tandem/core";
import { confusionFor, marginsOf, type ClassOptions, type ConfusionMatrix } from "./confusion.ts";

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

/** The part of samples whose label was predicted. */
export function accuracy<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): number {
  return accuracyOf(confusionFor("accuracy", labels, predicted, options));
}

/** The mean over the classes that occur of the part of their samples that was found. */
export function balancedAccuracy<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): number {
  return balancedAccuracyOf(confusionFor("balancedAccuracy", labels, predicted, options));
}

/** Matthews' correlation of labels and predictions, -1 to 1, for any number of classes (Gorodkin's R_K); 0 where either is constant. */
export function matthews<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): number {
  return matthewsOf(confusionFor("matthews", labels, predicted, options));
}

/** Cohen's kappa: agreement beyond that of chance, at most 1. 1 where labels and predictions are one and the same class. */
export function cohenKappa<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): number {
  const matrix = confusionFor("cohenKappa", labels, predicted, options);
  const { known, predicted: found } = marginsOf(matrix);
  const total = sum(known);
  const chance = known.reduce((product, weight, code) => product + weight * found[code]!, 0) / total ** 2;
  return chance === 1 ? 1 : (accuracyOf(matrix) - chance) / (1 - chance);
}

export function accuracyOf(matrix: ConfusionMatrix<unknown>): number {
  const { known, right } = marginsOf(matrix);
  return sum(right) / sum(known);
}

export function balancedAccuracyOf(matrix: ConfusionMatrix<unknown>): number {
  const { known, right } = marginsOf(matrix);
  const recalls = right.map((weight, code) => weight / known[code]!).filter((recall) => !Number.isNaN(recall));
  return sum(recalls) / recalls.length;
}

export function matthewsOf(matrix: ConfusionMatrix<unknown>): number {
  const { known, predicted, right } = marginsOf(matrix);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, value, code) => total + value * b[code]!, 0);
  const total = sum(known);
  const spread = (total ** 2 - dot(predicted, predicted)) * (total ** 2 - dot(known, known));
  return spread <= 0 ? 0 : (sum(right) * total - dot(known, predicted)) / Math.sqrt(spread);
}
