import { TandemError } from "@tandem/core";
import type { Columns } from "./columns.ts";
import { categoriesOf } from "./columns.ts";

export interface RareOptions {
  /** Categories seen less often are grouped: a count from 1, a share of the samples below 1. */
  readonly minFrequency?: number;
  /** At most so many categories, the group of rare ones counted: the most frequent stay. */
  readonly maxCategories?: number;
}

/** The categories of a field: sorted by code unit, with how often each occurs. */
export interface Counted {
  readonly categories: readonly string[];
  readonly counts: readonly number[];
  readonly missing: number;
  readonly rows: number;
}

export function countCategories(columns: Columns, field: string): Counted {
  const { codes, dictionary } = categoriesOf(columns, field);
  const seen = new Float64Array(dictionary.length);
  let missing = 0;
  for (const code of codes)
    if (code < 0) missing++;
    else seen[code]!++;
  const counts = new Map<string, number>();
  dictionary.forEach((category, code) => {
    if (seen[code]! > 0) counts.set(category, (counts.get(category) ?? 0) + seen[code]!);
  });
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    categories: sorted.map(([category]) => category),
    counts: sorted.map(([, count]) => count),
    missing,
    rows: codes.length,
  };
}

/**
 * Which categories are rare, by the rule of scikit-learn's encoders; of equally frequent ones the first in order go
 * first.
 */
export function rareOnes(
  counts: readonly number[],
  rows: number,
  { minFrequency = 0, maxCategories = Infinity }: RareOptions,
): readonly boolean[] {
  const least = minFrequency < 1 ? minFrequency * rows : minFrequency;
  const rare = counts.map((count) => count < least);
  const kept = rare.filter((isRare) => !isRare).length;
  if (kept + 1 <= maxCategories) return rare;
  const ascending = counts.map((count, i) => [count, i] as const).sort(([a, i], [b, j]) => a - b || i - j);
  for (const [, i] of ascending.slice(0, Math.max(0, counts.length - (maxCategories - 1)))) rare[i] = true;
  return rare;
}

export function checkRareOptions(field: string, { minFrequency, maxCategories }: RareOptions): void {
  const refuse = (reason: string) => {
    throw new TandemError("tabular/bad-spec", { field, reason });
  };
  if (minFrequency !== undefined && !(minFrequency > 0 && (minFrequency < 1 || Number.isInteger(minFrequency))))
    refuse(`minFrequency is ${minFrequency}; give a share between 0 and 1, or a whole count from 1`);
  if (maxCategories !== undefined && !(Number.isInteger(maxCategories) && maxCategories >= 1))
    refuse(`maxCategories is ${maxCategories}; give a whole number from 1`);
}
