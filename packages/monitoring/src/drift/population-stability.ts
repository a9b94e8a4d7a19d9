/** Shares below this count as this, so that an empty bin gives no infinity. */
const LEAST = 1e-4;

/**
 * The population stability index of two lists of counts over the same bins: the sum of
 * (found - expected) * ln(found / expected) of their shares, which is Jeffreys' divergence. Below 0.1 is little, above
 * 0.25 is much.
 */
export function populationStability(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  const [p, q] = [shares(expected), shares(found)];
  return p.reduce((index, share, bin) => index + (q[bin]! - share) * Math.log(q[bin]! / share), 0);
}

function shares(counts: ArrayLike<number>): readonly number[] {
  const total = Array.prototype.reduce.call<ArrayLike<number>, [(a: number, b: number) => number, number], number>(
    counts,
    (sum, count) => sum + count,
    0,
  );
  return Array.from(counts, (count) => Math.max(count / total, LEAST));
}
