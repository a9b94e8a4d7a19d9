/** Statistics of a column of numbers, NaN where missing; the same as numpy's on the values that are there. */
export type Scaling = "standard" | "min-max" | "robust" | "none";
export type Imputation = "mean" | "median" | "most-frequent" | "none" | { readonly constant: number };

/** Of the values that are there. */
export interface Total {
  readonly sum: number;
  readonly count: number;
}

export function totalOf(values: Float64Array): Total {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value !== value) continue;
    sum += value;
    count++;
  }
  return { sum, count };
}

/** The value put in place of missing ones; null for none, 0 where nothing was there to learn from. */
export function learnFill(values: Float64Array, { sum, count }: Total, imputation: Imputation): number | null {
  if (imputation === "none") return null;
  if (typeof imputation === "object") return imputation.constant;
  if (count === 0) return 0;
  if (imputation === "mean") return sum / count;
  const sorted = sortedValues(values, null);
  return imputation === "median" ? quantile(sorted, 0.5) : mostFrequent(sorted);
}

/**
 * Shift and scale such that `(value - shift) / scale` is the scaled value, over the values with `fill` in place of
 * missing ones (null leaves them out); a constant column is only shifted.
 */
export function learnScaling(
  values: Float64Array,
  total: Total,
  fill: number | null,
  method: Scaling,
): { readonly shift: number; readonly scale: number } {
  if (method === "none") return { shift: 0, scale: 1 };
  if (method === "standard") return standard(values, total, fill);
  const sorted = sortedValues(values, fill);
  if (sorted.length === 0) return { shift: 0, scale: 1 };
  const [low, high] = method === "min-max" ? [0, 1] : [0.25, 0.75];
  const range = quantile(sorted, high) - quantile(sorted, low);
  const shift = quantile(sorted, method === "min-max" ? 0 : 0.5);
  return { shift, scale: range < 10 * Number.EPSILON ? 1 : range };
}

/** As scikit-learn's StandardScaler: population variance, corrected; a variance of rounding errors counts as none. */
function standard(values: Float64Array, { sum, count }: Total, fill: number | null): { shift: number; scale: number } {
  const n = fill === null ? count : values.length;
  const mean = (sum + (fill ?? 0) * (n - count)) / (n || 1);
  const missing = numberOr(fill);
  let squares = 0;
  let rest = 0;
  for (let row = 0; row < values.length; row++) {
    const distance = (values[row] === values[row] ? values[row]! : missing) - mean;
    if (distance !== distance) continue;
    squares += distance * distance;
    rest += distance;
  }
  if (n === 0) return { shift: 0, scale: 1 };
  const variance = (squares - rest ** 2 / n) / n;
  const noise = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
  return { shift: mean, scale: variance <= noise ? 1 : Math.sqrt(variance) };
}

/** NaN for null; engines know the result for a number, so that loops over it box none. */
function numberOr(fill: number | null): number {
  return fill === null ? NaN : +fill;
}

function sortedValues(values: Float64Array, fill: number | null): Float64Array {
  const sorted = values.slice();
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] === values[row] ? values[row]! : fill;
    if (value !== null) sorted[count++] = value;
  }
  return sorted.subarray(0, count).sort();
}

/** Linear interpolation between the sorted values, as numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const left = sorted[below]!;
  const right = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return left + (right - left) * (at - below);
}

/** The smallest of the values that occur most often. */
function mostFrequent(sorted: Float64Array): number {
  let best = sorted[0]!;
  let most = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > most) [best, most] = [sorted[start]!, end - start];
  }
  return best;
}
