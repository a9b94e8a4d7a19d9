// The logistic loss and its gradient.
import { addRows, scoreRows } from "./rows";

/** Numbers of the rows that are scored and added together: they stay in the first-level cache. */
const CACHED: i32 = 2048;

/**
 * Adds the gradient of the loss of `count` rows to `gradient`, that by the intercept to `slope`, and returns the loss.
 * `scores` has room for the rows; for the rest see {@link logisticLink}.
 */
export function logisticPass(
  rows: usize, count: i32, columns: i32, weights: usize, intercept: f64, targets: usize, shares: usize, scores: usize,
  gradient: usize, slope: usize,
): f64 {
  const most = max(8, CACHED / max(1, columns) & ~3);
  let loss: f64 = 0;
  for (let from = 0; from < count; from += most) {
    const height = min(most, count - from), skip = <usize>from << 3;
    const block = rows + skip * columns;
    scoreRows(block, height, columns, weights, intercept, scores, 1);
    loss += logisticLink(scores, height, targets + (skip >> 1), shares ? shares + skip : 0, slope);
    addRows(block, height, columns, scores, 1, gradient);
  }
  return loss;
}

const LOG2E: f64 = 1.4426950408889634;
/** ln 2 in two parts: whole multiples of the first are exact. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Added to a number below 2^51 it leaves the nearest whole one in the low bits. */
const WHOLE: f64 = 6755399441055744;

@inline function times(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(c));
}

/** e^x for x from -708 to 0: 2^n times a polynomial of degree 12 on ±ln(2)/2, to about 1e-16 of it. */
@inline function exponential(x: v128): v128 {
  const magic = f64x2.splat(WHOLE);
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2E)), magic);
  const n = f64x2.sub(shifted, magic);
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)));
  let p = times(f64x2.splat(2.08767569878681e-9), r, 2.505210838544172e-8);
  p = times(p, r, 2.755731922398589e-7);
  p = times(p, r, 2.7557319223985893e-6);
  p = times(p, r, 0.0000248015873015873);
  p = times(p, r, 0.0001984126984126984);
  p = times(p, r, 0.001388888888888889);
  p = times(p, r, 0.008333333333333333);
  p = times(p, r, 0.041666666666666664);
  p = times(p, r, 0.16666666666666666);
  p = times(p, r, 0.5);
  p = times(p, r, 1);
  p = times(p, r, 1);
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** ln y for y from 1 to 2: twice the area tangent of (y - √2) / (y + √2), and ln √2; to about 1e-16. */
@inline function logarithm(y: v128): v128 {
  const root = f64x2.splat(1.4142135623730951);
  const s = f64x2.div(f64x2.sub(y, root), f64x2.add(y, root)), q = f64x2.mul(s, s);
  let p = times(f64x2.splat(0.09523809523809523), q, 0.10526315789473684);
  p = times(p, q, 0.11764705882352941);
  p = times(p, q, 0.13333333333333333);
  p = times(p, q, 0.15384615384615385);
  p = times(p, q, 0.18181818181818182);
  p = times(p, q, 0.2222222222222222);
  p = times(p, q, 0.2857142857142857);
  p = times(p, q, 0.4);
  p = times(p, q, 0.6666666666666666);
  p = times(p, q, 2);
  return f64x2.add(f64x2.mul(p, s), f64x2.splat(0.34657359027997264));
}

/**
 * Two rows at a time replaces scores by probability - target, times the row's share where there are shares, and adds the sum of these to
 * `slope`. Targets are 0 or 1 as i32. Returns the loss. Arrays reach to an even number of rows.
 */
function logisticLink(scores: usize, count: i32, targets: usize, shares: usize, slope: usize): f64 {
  const zero = f64x2.splat(0), one = f64x2.splat(1);
  let loss = zero, sum = zero;
  for (let row = 0; row < count; row += 2) {
    const at = <usize>row << 3;
    const score = v128.load(scores + at);
    const y = f64x2.convert_low_i32x4_s(v128.load64_zero(targets + (<usize>row << 2)));
    const e = exponential(f64x2.max(f64x2.neg(f64x2.abs(score)), f64x2.splat(-708)));
    const above = f64x2.add(one, e);
    const positive = f64x2.gt(score, zero);
    let own = f64x2.add(logarithm(above), f64x2.sub(v128.and(score, positive), f64x2.mul(y, score)));
    let residual = f64x2.sub(f64x2.div(v128.bitselect(one, e, positive), above), y);
    if (shares) {
      const share = v128.load(shares + at);
      own = f64x2.mul(own, share);
      residual = f64x2.mul(residual, share);
    }
    if (row + 1 == count) {
      own = f64x2.replace_lane(own, 1, 0);
      residual = f64x2.replace_lane(residual, 1, 0);
    }
    loss = f64x2.add(loss, own);
    sum = f64x2.add(sum, residual);
    v128.store(scores + at, residual);
  }
  store<f64>(slope, load<f64>(slope) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1);
}
