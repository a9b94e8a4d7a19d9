import { TandemError, type Label } from "@tandem/core";
import { binaryInput, sweep, type BinaryInput, type BinaryOptions, type Sweep } from "./thresholds.ts";

export interface PrecisionRecallCurve {
  /** One more than thresholds: the last point is precision 1 at recall 0. */
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** Ascending. */
  readonly thresholds: Float64Array;
}

/**
 * Precision and recall when all scores of at least a threshold are called positive, for every distinct score. Nothing
 * is dropped unless `dropCollinear`, which leaves out points whose true positives equal those of both neighbours, as
 * scikit-learn's `drop_intermediate` does.
 * @throws TandemError `metric/one-class` where there is no positive.
 */
export function precisionRecallCurve<L extends Label>(
  labels: ArrayLike<L>,
  scores: ArrayLike<number>,
  options: BinaryOptions<L> & { readonly dropCollinear?: boolean } = {},
): PrecisionRecallCurve {
  const input = binaryInput("precisionRecallCurve", labels, scores, options);
  const { thresholds, truePositives, falsePositives } = sweep(input);
  const last = thresholds.length - 1;
  checkPositives("precisionRecallCurve", truePositives[last]!, input);
  const flat = (i: number) =>
    i > 0 && i < last && truePositives[i] === truePositives[i - 1] && truePositives[i] === truePositives[i + 1];
  const kept = Array.from(thresholds.keys())
    .filter((i) => !(options.dropCollinear && flat(i)))
    .reverse();
  return {
    precision: Float64Array.from([...kept.map((i) => truePositives[i]! / (truePositives[i]! + falsePositives[i]!)), 1]),
    recall: Float64Array.from([...kept.map((i) => truePositives[i]! / truePositives[last]!), 0]),
    thresholds: Float64Array.from(kept, (i) => thresholds[i]!),
  };
}

/**
 * Area under the precision-recall curve as the mean of the precisions at each threshold, weighted by the recall gained
 * there (average precision). Unlike the trapezoid it does not flatter.
 * @throws TandemError `metric/one-class` where there is no positive.
 */
export function averagePrecision<L extends Label>(
  labels: ArrayLike<L>,
  scores: ArrayLike<number>,
  options: BinaryOptions<L> = {},
): number {
  return averagePrecisionOf("averagePrecision", binaryInput("averagePrecision", labels, scores, options));
}

export function averagePrecisionOf(metric: string, input: BinaryInput): number {
  const swept = sweep(input);
  checkPositives(metric, swept.truePositives[swept.truePositives.length - 1]!, input);
  return meanPrecision(swept);
}

/** NaN where there is no positive. */
export function meanPrecision({ truePositives, falsePositives }: Sweep): number {
  const positives = truePositives[truePositives.length - 1]!;
  let area = 0;
  for (let i = 0, before = 0; i < truePositives.length; before = truePositives[i++]!)
    area += ((truePositives[i]! - before) / positives) * (truePositives[i]! / (truePositives[i]! + falsePositives[i]!));
  return area;
}

function checkPositives(metric: string, positives: number, { positive }: BinaryInput): void {
  if (!(positives > 0)) throw new TandemError("metric/one-class", { metric, label: `not ${String(positive)}` });
}
