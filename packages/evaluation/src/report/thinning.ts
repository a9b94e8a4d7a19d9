import { permutation } from "../split/shuffle.ts";

/** Points that a curve keeps. */
export const CURVE_POINTS = 200;
/** Samples that a scatter plot shows. */
export const SCATTER_POINTS = 2000;

/**
 * Indices of at most `limit` points of a curve, evenly spaced along its length in the plot's unit square, first and
 * last among them: steep parts keep as many points as flat ones.
 */
export function thinned(x: Float64Array, y: Float64Array, limit = CURVE_POINTS): readonly number[] {
  if (x.length <= limit) return Array.from(x.keys());
  const along = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++)
    along[i] = along[i - 1]! + Math.sqrt((x[i]! - x[i - 1]!) ** 2 + (y[i]! - y[i - 1]!) ** 2); // much quicker than hypot
  const length = along[x.length - 1]!;
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) if (along[i]! >= (kept.length * length) / (limit - 1)) kept.push(i);
  if (kept[kept.length - 1] !== x.length - 1) kept[Math.min(kept.length, limit - 1)] = x.length - 1;
  return kept;
}

/** Rows of a random sample, always the same for a length, ascending. */
export function sampledRows(length: number, limit = SCATTER_POINTS): Int32Array {
  if (length <= limit) return Int32Array.from({ length }, (_, row) => row);
  return permutation(length, 0).slice(0, limit).sort();
}

/** Five digits are more than a plot can show. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
