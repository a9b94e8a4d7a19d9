/** Statistics of a column of numbers, NaN where missing; the same as numpy's on the values that are there. */
export type Scaling = "standard" | "min-max" | "robust" | "none";
export type Imputation = "mean" | "median" | "most-frequent" | "none" | { readonly constant: number };

/** The value put in place of missing ones; null for none, 0 where nothing was there to learn from. */
export function learnFill(values: Float64Array, imputation: Imputation): number | null {
  if (imputation === "none") return null;
  if (typeof imputation === "object") return imputation.constant;
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return 0;
  if (imputation === "mean") return meanOf(present);
  return imputation === "median" ? quantile(present.sort(), 0.5) : mostFrequent(present.sort());
}

/** Shift and scale such that `(value - shift) / scale` is the scaled value; a constant column is only shifted. */
export function learnScaling(values: Float64Array, method: Scaling): { readonly shift: number; readonly scale: number } {
  const present = method === "none" ? new Float64Array() : values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return { shift: 0, scale: 1 };
  if (method === "standard") return standard(present);
  present.sort();
  const [low, high] = method === "min-max" ? [0, 1] : [0.25, 0.75];
  const range = quantile(present, high) - quantile(present, low);
  const shift = quantile(present, method === "min-max" ? 0 : 0.5);
  return { shift, scale: range < 10 * Number.EPSILON ? 1 : range };
}

/** As scikit-learn's StandardScaler: population variance, corrected; a variance of rounding errors counts as none. */
function standard(values: Float64Array): { shift: number; scale: number } {
  const mean = meanOf(values);
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    rest += value - mean;
  }
  const n = values.length;
  const variance = (squares - rest ** 2 / n) / n;
  const noise = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
  return { shift: mean, scale: variance <= noise ? 1 : Math.sqrt(variance) };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
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
