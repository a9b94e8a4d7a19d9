import type { Label, ProbabilityRows } from "@tandem/core";
import { meanOf } from "./inputs.ts";
import { probabilityInput, type ProbabilityInput, type ProbabilityOptions } from "./probabilities.ts";

/** Mean of -ln P(label), P kept at least 2^-52 away from 0 and 1 as scikit-learn does. */
export function logLoss<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ProbabilityRows | ArrayLike<number>,
  options: ProbabilityOptions<L> = {},
): number {
  return logLossOf(probabilityInput("logLoss", labels, probabilities, options));
}

/**
 * Mean squared distance of probabilities and outcomes: for two classes that of the positive one, in [0, 1]; for more
 * the sum over classes, in [0, 2].
 */
export function brier<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ProbabilityRows | ArrayLike<number>,
  options: ProbabilityOptions<L> = {},
): number {
  return brierOf(probabilityInput("brier", labels, probabilities, options));
}

export function logLossOf({ width, codes, probabilities, weights }: ProbabilityInput): number {
  const least = Number.EPSILON;
  return meanOf(
    codes.length,
    weights,
    (row) => -Math.log(Math.min(Math.max(probabilities[row * width + codes[row]!]!, least), 1 - least)),
  );
}

export function brierOf({ width, codes, probabilities, weights }: ProbabilityInput): number {
  const score = meanOf(codes.length, weights, (row) => {
    let distance = 0;
    for (let code = 0; code < width; code++)
      distance += (probabilities[row * width + code]! - (codes[row] === code ? 1 : 0)) ** 2;
    return distance;
  });
  return width === 2 ? score / 2 : score;
}
