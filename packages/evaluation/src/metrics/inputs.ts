import { TandemError } from "@tandem/core";
import "../errors.ts";

/** How much each sample counts, at least 0 each and not all 0. Default: all alike. */
export interface Weighted {
  readonly weights?: ArrayLike<number> | undefined;
}

export function checkSome(metric: string, found: number): void {
  if (found === 0) throw new TandemError("metric/too-few", { metric, needed: 1, found });
}

/** @throws TandemError `metric/too-few`, `metric/misaligned` */
export function checkAligned(metric: string, expected: number, what: string, found: number): void {
  checkSome(metric, expected);
  if (found !== expected) throw new TandemError("metric/misaligned", { metric, what, expected, found });
}

/** Numbers as a Float64Array. @throws TandemError `metric/bad-value` for the first that is not finite. */
export function finite(metric: string, what: string, values: ArrayLike<number>): Float64Array {
  const numbers = values instanceof Float64Array ? values : Float64Array.from(values);
  for (let row = 0; row < numbers.length; row++)
    if (!Number.isFinite(numbers[row])) throw badValue(metric, what, row, values[row], "a finite number");
  return numbers;
}

/** @throws TandemError `metric/misaligned`, `metric/bad-value`, `metric/no-weight` */
export function weightsOf(
  metric: string,
  weights: ArrayLike<number> | undefined,
  length: number,
): Float64Array | undefined {
  if (!weights) return undefined;
  checkAligned(metric, length, "weights", weights.length);
  const numbers = finite(metric, "the weight", weights);
  let total = 0;
  for (let row = 0; row < length; row++) {
    if (numbers[row]! < 0) throw badValue(metric, "the weight", row, numbers[row], "at least 0");
    total += numbers[row]!;
  }
  if (total === 0) throw new TandemError("metric/no-weight", { metric });
  return numbers;
}

export function badValue(metric: string, what: string, row: number, found: unknown, expected: string): TandemError {
  return new TandemError("metric/bad-value", {
    metric,
    what,
    row,
    found: typeof found === "string" ? JSON.stringify(found) : String(found),
    expected,
  });
}

/** The weighted mean of `term(row)`, the sum taken with Neumaier's correction. */
export function meanOf(length: number, weights: Float64Array | undefined, term: (row: number) => number): number {
  let sum = 0;
  let lost = 0;
  let total = 0;
  for (let row = 0; row < length; row++) {
    const weight = weights ? weights[row]! : 1;
    if (weight === 0) continue;
    const value = weight * term(row);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    total += weight;
  }
  return (sum + lost) / total;
}
