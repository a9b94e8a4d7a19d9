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
  const { thresholds, truePositives, falsePositives } = sweep(input);
  const kept = corners(truePositives, falsePositives);
  const take = (values: Float64Array, total: number) =>
    Float64Array.from([0, ...Array.from(kept, (i) => values[i]! / total)]);
  const last = thresholds.length - 1;
  return {
    falsePositiveRate: take(falsePositives, falsePositives[last]!),
    truePositiveRate: take(truePositives, truePositives[last]!),
    thresholds: Float64Array.from([Infinity, ...Array.from(kept, (i) => thresholds[i]!)]),
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
  return Uint32Array.from(truePositives.keys()).filter(
    (i) => i === 0 || i === last || turns(truePositives, i) || turns(falsePositives, i),
  );
}
