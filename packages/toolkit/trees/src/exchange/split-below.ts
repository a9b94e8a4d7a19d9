const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/**
 * The greatest double that, rounded to single precision, is below the single `limit`: for every double x,
 * `x <= justBelow(limit)` is `Math.fround(x) < limit`.
 */
export function justBelow(limit: number): number {
  if (limit === -Infinity) return -Infinity;
  const before = singleBefore(Math.fround(limit));
  if (before === -Infinity) return -Infinity;
  const middle = limit === Infinity ? before + 2 ** 103 : before / 2 + limit / 2;
  return Math.fround(middle) < limit ? middle : doubleBefore(middle);
}

function singleBefore(value: number): number {
  if (value === 0) return -(2 ** -149);
  single[0] = value;
  singleBits[0]! += value > 0 ? -1 : 1;
  return single[0];
}

function doubleBefore(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0]! += value > 0 ? -1n : 1n;
  return double[0];
}
