import { TandemError } from "@tandem/core";

export interface KsTest {
  /** Largest distance of the empirical distribution functions. */
  readonly statistic: number;
  /** Chance of at least this distance where both come from one continuous distribution. */
  readonly pValue: number;
}

/**
 * The two-sided Kolmogorov-Smirnov test of two samples, with the exact p-value, as `scipy.stats.ks_2samp(method="exact")`.
 * Takes time proportional to the product of the lengths. @throws TandemError `monitoring/too-few`
 */
export function ksTest(a: Float64Array, b: Float64Array): KsTest {
  for (const sample of [a, b])
    if (sample.length === 0)
      throw new TandemError("monitoring/too-few", { what: "a sample of the KS test", needed: 1, found: 0 });
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  const [m, n] = [x.length, y.length];
  let largest = 0; // |i * n - j * m|, an integer, so that equal distances are equal
  for (let i = 0, j = 0; i < m && j < n;) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < m && x[i] === value) i++;
    while (j < n && y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i * n - j * m));
  }
  return { statistic: largest / (m * n), pValue: chanceOfAtLeast(largest, m, n) };
}

/**
 * The share of monotone lattice paths from (0, 0) to (m, n) that touch |i n - j m| >= h (Hodges 1957), as the recursion
 * of outside probabilities: all terms are positive, so that small p-values are exact as well.
 */
function chanceOfAtLeast(h: number, m: number, n: number): number {
  if (h === 0) return 1;
  const outside = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++)
    for (let j = 0; j <= n; j++) {
      if (Math.abs(i * n - j * m) >= h) outside[j] = 1;
      else if (i === 0 && j === 0) outside[j] = 0;
      else outside[j] = (i / (i + j)) * (i > 0 ? outside[j]! : 0) + (j / (i + j)) * (j > 0 ? outside[j - 1]! : 0);
    }
  return outside[n]!;
}
