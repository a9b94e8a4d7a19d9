import type { Label } from "@tandem/core";
import {
  binaryInput,
  checkBothClasses,
  sweep,
  type BinaryInput,
  type BinaryOptions,
  type Sweep,
} from "./thresholds.ts";

export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** The lowest score called positive at each point; Infinity at the first, (0, 0). */
  readonly thresholds: Float64Array;
}

/**
 * Points of the ROC curve from (0, 0) to (1, 1). Points on a straight line between their neighbours are dropped, as
 * scikit-learn's `drop_intermediate` does; the curve and its area are the same without them.
 */
export function rocCurve<L extends Label>(
  labels: ArrayLike<L>,
  scores: ArrayLike<number>,
  options: BinaryOptions<L> = {},
): RocCurve {
  const input = binaryInput("rocCurve", labels, scores, options);
  checkBothClasses("rocCurve", input);
  return rocCurveOf(sweep(input));
}

/** The curve of a sweep over both classes. */
export function rocCurveOf({ thresholds, truePositives, falsePositives }: Sweep): RocCurve {
  const kept = corners(truePositives, falsePositives);
  const take = (values: Float64Array, first: number, unit: number) => {
    const taken = new Float64Array(kept.length + 1).fill(first, 0, 1);
    for (let at = 0; at < kept.length; at++) taken[at + 1] = values[kept[at]!]! / unit;
    return taken;
  };
  const last = thresholds.length - 1;
  return {
    falsePositiveRate: take(falsePositives, 0, falsePositives[last]!),
    truePositiveRate: take(truePositives, 0, truePositives[last]!),
    thresholds: take(thresholds, Infinity, 1),
  };
}

/**
 * The probability that a random positive scores above a random negative, ties counting half.
 * @throws TandemError `metric/one-class`
 */
export function rocAuc<L extends Label>(
  labels: ArrayLike<L>,
  scores: ArrayLike<number>,
  options: BinaryOptions<L> = {},
): number {
  return rocAucOf("rocAuc", binaryInput("rocAuc", labels, scores, options));
}

export function rocAucOf(metric: string, input: BinaryInput): number {
  checkBothClasses(metric, input);
  return areaUnder(sweep(input));
}

/** By trapezoids; NaN where a class has no weight. */
export function areaUnder({ truePositives, falsePositives }: Sweep): number {
  const last = truePositives.length - 1;
  let area = 0;
  for (let i = 0, right = 0, wrong = 0; i <= last; i++) {
    area += ((falsePositives[i]! - wrong) * (truePositives[i]! + right)) / 2;
    right = truePositives[i]!;
    wrong = falsePositives[i]!;
  }
  return area / truePositives[last]! / falsePositives[last]!;
}

/** The ends, and the points where either count changes its pace. */
function corners(truePositives: Float64Array, falsePositives: Float64Array): Uint32Array {
  const turns = (values: Float64Array, i: number) => values[i + 1]! - values[i]! !== values[i]! - values[i - 1]!;
  const last = truePositives.length - 1;
  const kept = new Uint32Array(truePositives.length);
  let count = 0;
  for (let i = 0; i <= last; i++)
    if (i === 0 || i === last || turns(truePositives, i) || turns(falsePositives, i)) kept[count++] = i;
  return kept.subarray(0, count);
}
