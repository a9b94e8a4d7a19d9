/**
 * Where to cut sorted values into at most `most` bins of about equal size: bin b holds what is above cut b - 1 and not
 * above cut b. Few distinct values get a bin each; a frequent value among many gets one of its own.
 */
export function cutsOf(sorted: Float64Array, most: number): Float64Array {
  const few = cutsOfDistinct(sorted, most);
  if (few) return few;
  const cuts: number[] = [];
  let open = 0; // values in the bin being filled
  let left = sorted.length; // values in it and after it
  let end = 0;
  for (let start = 0; start < sorted.length && cuts.length < most - 1; start = end) {
    end++;
    const value = sorted[start]!;
    while (end < sorted.length && sorted[end] === value) end++;
    const size = left / (most - cuts.length);
    if (open > 0 && end - start >= size) {
      cuts.push(between(sorted[start - 1]!, value));
      left -= open;
      open = 0;
    }
    open += end - start;
    if (open < left / (most - cuts.length) || end === sorted.length || cuts.length >= most - 1) continue;
    cuts.push(between(value, sorted[end]!));
    left -= open;
    open = 0;
  }
  return Float64Array.from(cuts);
}

/** A cut between each two neighbours, or undefined where there are more than `most` distinct values. */
function cutsOfDistinct(sorted: Float64Array, most: number): Float64Array | undefined {
  const cuts: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    if (cuts.length === most - 1) return undefined;
    cuts.push(between(sorted[i - 1]!, sorted[i]!));
  }
  return Float64Array.from(cuts);
}

/** The middle of a < b, but finite and below b: `x <= between(a, b)` holds for a and not for b. */
export function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  if (middle >= a && middle < b && Number.isFinite(middle)) return middle;
  return Number.isFinite(a) ? a : -Number.MAX_VALUE;
}
