import { TandemError, type Label } from "@tandem/core";
import { badValue } from "./inputs.ts";
import { ascendingOrder } from "./order.ts";
import { binaryInput, type BinaryInput, type BinaryOptions } from "./thresholds.ts";

export interface CalibrationOptions<L> extends BinaryOptions<L> {
  /** Default 10. */
  readonly bins?: number;
  /** `uniform`: bins of equal width; `quantile`: of equal numbers of samples. Default `uniform`. */
  readonly strategy?: "uniform" | "quantile";
}

/** Bins that hold samples, by ascending probability. */
export interface CalibrationCurve {
  /** Mean probability in the bin. */
  readonly predicted: Float64Array;
  /** Part of the bin's samples that is of the positive class. */
  readonly observed: Float64Array;
  /** The bin's weight. */
  readonly weight: Float64Array;
}

/** How often what was given probability p happens. A well calibrated model's curve is the diagonal. */
export function calibrationCurve<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ArrayLike<number>,
  options: CalibrationOptions<L> = {},
): CalibrationCurve {
  return calibrationOf("calibrationCurve", labels, probabilities, options);
}

/** Mean distance of predicted and observed frequency over the bins, by their weight (expected calibration error). */
export function calibrationError<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ArrayLike<number>,
  options: CalibrationOptions<L> = {},
): number {
  return errorOf(calibrationOf("calibrationError", labels, probabilities, options));
}

/** The calibration error by its curve. */
export function errorOf({ predicted, observed, weight }: CalibrationCurve): number {
  const total = weight.reduce((sum, value) => sum + value, 0);
  return predicted.reduce((sum, value, bin) => sum + (weight[bin]! * Math.abs(value - observed[bin]!)) / total, 0);
}

function calibrationOf<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  probabilities: ArrayLike<number>,
  options: CalibrationOptions<L>,
): CalibrationCurve {
  const { bins = 10, strategy = "uniform" } = options;
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new TandemError("metric/bad-option", {
      metric,
      option: "bins",
      found: String(bins),
      expected: "a whole number of at least 1",
    });
  const input = binaryInput(metric, labels, probabilities, options);
  const bad = input.scores.findIndex((score) => score < 0 || score > 1);
  if (bad >= 0) throw badValue(metric, "the probability", bad, input.scores[bad], "a number in [0, 1]");
  return fill(input, strategy === "uniform" ? uniformEdges(bins) : quantileEdges(input.scores, bins));
}

/** A probability on an edge belongs to the bin below it. */
function fill({ truth, scores, weights }: BinaryInput, edges: Float64Array): CalibrationCurve {
  const bins = edges.length + 1;
  const [predicted, observed, total] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let row = 0; row < scores.length; row++) {
    const weight = weights ? weights[row]! : 1;
    const bin = lowerBound(edges, scores[row]!);
    predicted[bin]! += weight * scores[row]!;
    observed[bin]! += weight * truth[row]!;
    total[bin]! += weight;
  }
  const mean = (sums: Float64Array) => sums.map((sum, bin) => sum / total[bin]!).filter((_, bin) => total[bin]! > 0);
  return { predicted: mean(predicted), observed: mean(observed), weight: total.filter((weight) => weight > 0) };
}

/** Inner edges only. */
function uniformEdges(bins: number): Float64Array {
  return Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins));
}

/** Quantiles with linear interpolation between order statistics. */
function quantileEdges(scores: Float64Array, bins: number): Float64Array {
  const order = ascendingOrder(scores);
  return Float64Array.from({ length: bins - 1 }, (_, i) => {
    const place = ((i + 1) / bins) * (scores.length - 1);
    const below = Math.floor(place);
    const low = scores[order[below]!]!;
    const high = scores[order[Math.min(below + 1, scores.length - 1)]!]!;
    return low + (high - low) * (place - below);
  });
}

function lowerBound(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
