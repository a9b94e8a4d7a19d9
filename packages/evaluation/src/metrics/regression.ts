import { TandemError } from "@tandem/core";
import { checkAligned, finite, meanOf, weightsOf, type Weighted } from "./inputs.ts";
import { ascendingOrder } from "./order.ts";

interface Numbers {
  readonly known: Float64Array;
  readonly found: Float64Array;
  readonly weights: Float64Array | undefined;
}

function numbers(metric: string, labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted): Numbers {
  checkAligned(metric, labels.length, "predictions", predicted.length);
  const known = finite(metric, "the label", labels);
  return {
    known,
    found: finite(metric, "the prediction", predicted),
    weights: weightsOf(metric, options.weights, known.length),
  };
}

/** Mean absolute error. */
export function mae(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("mae", labels, predicted, options);
  return meanOf(known.length, weights, (row) => Math.abs(found[row]! - known[row]!));
}

/** Mean squared error. */
export function mse(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("mse", labels, predicted, options);
  return meanOf(known.length, weights, (row) => (found[row]! - known[row]!) ** 2);
}

/** Root of the mean squared error, in the unit of the label. */
export function rmse(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  return Math.sqrt(mse(labels, predicted, options));
}

/** Mean error: above 0 where predictions are too high. */
export function bias(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("bias", labels, predicted, options);
  return meanOf(known.length, weights, (row) => found[row]! - known[row]!);
}

/**
 * The part of the labels' variance that is explained, at most 1; 0 for predicting their mean. Where labels don't vary
 * it is 1 for perfect predictions and 0 otherwise.
 * @throws TandemError `metric/too-few` for fewer than two samples.
 */
export function r2(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("r2", labels, predicted, options);
  if (known.length < 2) throw new TandemError("metric/too-few", { metric: "r2", needed: 2, found: known.length });
  const mean = meanOf(known.length, weights, (row) => known[row]!);
  const unexplained = meanOf(known.length, weights, (row) => (known[row]! - found[row]!) ** 2);
  const spread = meanOf(known.length, weights, (row) => (known[row]! - mean) ** 2);
  if (spread === 0) return unexplained === 0 ? 1 : 0;
  return 1 - unexplained / spread;
}

/** Mean of |error| / |label| as a fraction (0.1 is 10%); labels nearer to 0 than 2^-52 count as that, so one of them spoils it. */
export function mape(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("mape", labels, predicted, options);
  return meanOf(
    known.length,
    weights,
    (row) => Math.abs(found[row]! - known[row]!) / Math.max(Math.abs(known[row]!), Number.EPSILON),
  );
}

/** Median of |error|; the mean of the two middle ones where the weight divides evenly between them. */
export function medianAbsoluteError(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: Weighted = {},
): number {
  const { known, found, weights } = numbers("medianAbsoluteError", labels, predicted, options);
  return weightedMedian(
    known.map((label, row) => Math.abs(found[row]! - label)),
    weights,
  );
}

/** The largest |error| among samples with weight. */
export function maxError(labels: ArrayLike<number>, predicted: ArrayLike<number>, options: Weighted = {}): number {
  const { known, found, weights } = numbers("maxError", labels, predicted, options);
  let largest = 0;
  for (let row = 0; row < known.length; row++)
    if (!weights || weights[row]! > 0) largest = Math.max(largest, Math.abs(found[row]! - known[row]!));
  return largest;
}

/**
 * The loss that the `quantile` of the label minimises: errors below it cost `quantile` each, errors above 1 - quantile.
 * @throws TandemError `metric/bad-option` unless `quantile` is in [0, 1].
 */
export function pinball(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  quantile: number,
  options: Weighted = {},
): number {
  if (!(quantile >= 0 && quantile <= 1))
    throw new TandemError("metric/bad-option", {
      metric: "pinball",
      option: "quantile",
      found: String(quantile),
      expected: "a number in [0, 1]",
    });
  const { known, found, weights } = numbers("pinball", labels, predicted, options);
  return meanOf(known.length, weights, (row) => {
    const missing = known[row]! - found[row]!;
    return missing >= 0 ? quantile * missing : (quantile - 1) * missing;
  });
}

function weightedMedian(values: Float64Array, weights: Float64Array | undefined): number {
  const order = ascendingOrder(values).filter((row) => !weights || weights[row]! > 0);
  const total = weights ? order.reduce((sum, row) => sum + weights[row]!, 0) : order.length;
  let below = 0;
  for (let i = 0; i < order.length; i++) {
    below += weights ? weights[order[i]!]! : 1;
    if (below < total / 2) continue;
    const value = values[order[i]!]!;
    const even = below - total / 2 <= Number.EPSILON && i + 1 < order.length;
    return even ? (value + values[order[i + 1]!]!) / 2 : value;
  }
  return values[order[order.length - 1]!]!;
}
