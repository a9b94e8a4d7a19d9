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
  const swept = sweep(input);
  checkPositives("precisionRecallCurve", swept.truePositives[swept.truePositives.length - 1]!, input);
  return precisionRecallOf(swept, options.dropCollinear ?? false);
}

/** The curve of a sweep over positives. */
export function precisionRecallOf(swept: Sweep, dropCollinear: boolean): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives } = swept;
  const kept = descending(truePositives, dropCollinear);
  const positives = truePositives[truePositives.length - 1]!;
  const precision = new Float64Array(kept.length + 1).fill(1);
  const recall = new Float64Array(kept.length + 1);
  const cuts = new Float64Array(kept.length);
  for (let at = 0; at < kept.length; at++) {
    const i = kept[at]!;
    precision[at] = truePositives[i]! / (truePositives[i]! + falsePositives[i]!);
    recall[at] = truePositives[i]! / positives;
    cuts[at] = thresholds[i]!;
  }
  return { precision, recall, thresholds: cuts };
}

/** Places of the sweep from the last to the first. */
function descending(truePositives: Float64Array, dropCollinear: boolean): Uint32Array {
  const last = truePositives.length - 1;
  const flat = (i: number) =>
    i > 0 && i < last && truePositives[i] === truePositives[i - 1] && truePositives[i] === truePositives[i + 1];
  const kept = new Uint32Array(truePositives.length);
  let count = 0;
  for (let i = last; i >= 0; i--) if (!dropCollinear || !flat(i)) kept[count++] = i;
  return kept.subarray(0, count);
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
