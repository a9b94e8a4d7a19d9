import { TandemError } from "@tandem/core";

export interface ChiSquareTest {
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
}

/**
 * Pearson's test that two lists of counts come from one distribution, without continuity correction, as
 * `scipy.stats.chi2_contingency([a, b], correction=False)`; categories that neither has are left out.
 * @throws TandemError `monitoring/too-few`
 */
export function chiSquareTest(a: ArrayLike<number>, b: ArrayLike<number>): ChiSquareTest {
  const [totalA, totalB] = [sum(a), sum(b)];
  if (totalA === 0 || totalB === 0)
    throw new TandemError("monitoring/too-few", { what: "a list of counts", needed: 1, found: 0 });
  const total = totalA + totalB;
  let statistic = 0;
  let categories = 0;
  for (let k = 0; k < a.length; k++) {
    const both = a[k]! + b[k]!;
    if (both === 0) continue;
    categories++;
    const [expectedA, expectedB] = [(both * totalA) / total, (both * totalB) / total];
    statistic += (a[k]! - expectedA) ** 2 / expectedA + (b[k]! - expectedB) ** 2 / expectedB;
  }
  const degrees = categories - 1;
  return { statistic, degrees, pValue: degrees === 0 ? 1 : upperGamma(degrees / 2, statistic / 2) };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** The regularised upper incomplete gamma function Q(s, x): a series below s + 1, Lentz' continued fraction above. */
function upperGamma(s: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(s * Math.log(x) - x - logGamma(s));
  if (x < s + 1) {
    let term = 1 / s;
    let series = term;
    for (let n = 1; n < 10_000 && term > series * 1e-17; n++) series += term *= x / (s + n);
    return 1 - front * series;
  }
  let b = x + 1 - s;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const a = -n * (n - s);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** log Γ(s) of a multiple of 1/2, which is all that is needed here, by Γ(s + 1) = s Γ(s). */
function logGamma(s: number): number {
  let value = s % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = s % 1 === 0 ? 1 : 0.5; at < s; at++) value += Math.log(at);
  return value;
}
