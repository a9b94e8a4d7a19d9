import { TandemError } from "@tandem/core";
import { positiveClass } from "./classes.ts";
import { badValue, checkAligned, finite, weightsOf, type Weighted } from "./inputs.ts";
import { descendingOrder } from "./order.ts";

export interface BinaryOptions<L> extends Weighted {
  /** The class that scores are of. Default: 1 of 0 and 1, true of false and true, else the later of the two sorted classes. */
  readonly positive?: L | undefined;
}

export interface BinaryInput {
  /** 1 for the positive class. */
  readonly truth: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly positive: unknown;
}

/** What is predicted positive at each distinct score, from the highest: weights of the true and the false positives. */
export interface Sweep {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

export function binaryInput<L>(
  metric: string,
  labels: ArrayLike<L>,
  scores: ArrayLike<number>,
  options: BinaryOptions<L>,
): BinaryInput {
  checkAligned(metric, labels.length, "scores", scores.length);
  const positive = positiveClass(metric, labels, options.positive);
  const truth = new Uint8Array(labels.length);
  for (let row = 0; row < truth.length; row++) {
    const label: unknown = labels[row];
    if (label === null || label === undefined || Number.isNaN(label))
      throw badValue(metric, "the label", row, label, "a known label");
    truth[row] = label === positive ? 1 : 0;
  }
  return {
    truth,
    scores: finite(metric, "the score", scores),
    weights: weightsOf(metric, options.weights, truth.length),
    positive,
  };
}

/** Samples of weight 0 are left out. */
export function sweep({ truth, scores, weights }: BinaryInput): Sweep {
  const order = descendingOrder(scores);
  const [thresholds, truePositives, falsePositives] = [
    new Float64Array(order.length),
    new Float64Array(order.length),
    new Float64Array(order.length),
  ];
  let size = 0;
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const weight = weights ? weights[row]! : 1;
    if (weight === 0) continue;
    if (size === 0 || scores[row] !== thresholds[size - 1]) thresholds[size++] = scores[row]!;
    if (truth[row]) right += weight;
    else wrong += weight;
    truePositives[size - 1] = right;
    falsePositives[size - 1] = wrong;
  }
  return {
    thresholds: thresholds.subarray(0, size),
    truePositives: truePositives.subarray(0, size),
    falsePositives: falsePositives.subarray(0, size),
  };
}

/** @throws TandemError `metric/one-class` unless both classes have weight. */
export function checkBothClasses(metric: string, { truth, weights, positive }: BinaryInput): void {
  let [right, wrong] = [false, false];
  for (let row = 0; row < truth.length; row++) {
    if (weights && weights[row] === 0) continue;
    if (truth[row]) right = true;
    else wrong = true;
    if (right && wrong) return;
  }
  throw new TandemError("metric/one-class", { metric, label: right ? String(positive) : `not ${String(positive)}` });
}
