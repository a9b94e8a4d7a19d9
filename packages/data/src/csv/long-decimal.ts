const SPLIT = 134_217_729; // 2^27 + 1

/**
 * `(high * scale + low) / divisor`, correctly rounded, or NaN where this cannot be told: the quotient in double-double
 * arithmetic (Dekker 1971), taken when rounding it is the same at both ends of its error. `high` below 2^53, `scale`
 * and `divisor` powers of ten that are exact (up to 10^22), `low` below `scale`.
 */
export function longDecimal(high: number, scale: number, low: number, divisor: number): number {
  const product = high * scale;
  const sum = product + low;
  const carried = sum - product;
  const rest = product - (sum - carried) + (low - carried) + productError(high, scale, product);
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const remainder = sum - back - productError(quotient, divisor, back) + rest;
  const correction = remainder / divisor;
  const doubt = Math.abs(correction) * 2 ** -48 + quotient * 2 ** -100;
  const value = quotient + (correction + doubt);
  return value === quotient + (correction - doubt) ? value : NaN;
}

/** What `product = a * b` lost by rounding, exactly. */
function productError(a: number, b: number, product: number): number {
  const aSplit = a * SPLIT;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = b * SPLIT;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
