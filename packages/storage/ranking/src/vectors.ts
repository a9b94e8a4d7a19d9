import { TandemError, type SearchLayout } from "@tandem/core";

/**
 * A document's vector, or the query's, once it is known to fit its storage.
 * @throws TandemError `search/wrong-dimensions`, `search/not-finite`
 */
export function vectorOf(layout: SearchLayout, id: string, numbers: readonly number[]): Float64Array<ArrayBuffer> {
  if (numbers.length !== layout.dimensions)
    throw new TandemError("search/wrong-dimensions", {
      name: layout.name,
      id,
      expected: layout.dimensions,
      found: numbers.length,
    });
  const at = numbers.findIndex((number) => !Number.isFinite(number));
  if (at >= 0) throw new TandemError("search/not-finite", { name: layout.name, id, at, found: String(numbers[at]) });
  return Float64Array.from(numbers);
}

/** Cosine of the angle between two vectors of one length: 1 for one direction, 0 where either is all zeros. */
export function cosine(a: Float64Array, b: Float64Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : dot / (Math.sqrt(aa) * Math.sqrt(bb));
}
