import { TandemError } from "@tandem/core";

/** The values of one field as they were in training, as JSON. */
export type FieldProfile =
  | {
      readonly kind: "number";
      readonly edges: readonly number[];
      readonly counts: readonly number[];
      readonly values: readonly number[];
    }
  | { readonly kind: "category"; readonly categories: readonly string[]; readonly counts: readonly number[] };

/** Profiles by field; fields of the answer are under `prediction.`. */
export type Profile = Readonly<Record<string, FieldProfile>>;

/** Values of a numeric field that are kept for the KS test, evenly over their order. */
const MOST_VALUES = 500;
/** Categories beyond these are counted together. */
const MOST_CATEGORIES = 50;
export const OTHER = "(other)";
const MISSING = "(missing)";

/** The profile of columns: numbers by ten bins of equal counts, anything else by its values as texts. Missing values count for categories only. */
export function profileOf(columns: Readonly<Record<string, ArrayLike<unknown>>>): Profile {
  return Object.fromEntries(Object.entries(columns).map(([field, values]) => [field, fieldProfile(field, values)]));
}

function fieldProfile(field: string, values: ArrayLike<unknown>): FieldProfile {
  const known = Array.from(values).filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
  if (known.length > 0 && known.every((value) => typeof value === "number"))
    return numberProfile(Float64Array.from(known as number[]).sort());
  if (values.length === 0) throw new TandemError("monitoring/too-few", { what: field, needed: 1, found: 0 });
  const counted = new Map<string, number>();
  for (const value of Array.from(values)) {
    const text = categoryOf(value);
    counted.set(text, (counted.get(text) ?? 0) + 1);
  }
  const sorted = [...counted].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const [kept, rest] = [sorted.slice(0, MOST_CATEGORIES), sorted.slice(MOST_CATEGORIES)];
  const other = rest.reduce((sum, [, count]) => sum + count, 0);
  return {
    kind: "category",
    categories: [...kept.map(([text]) => text), OTHER],
    counts: [...kept.map(([, count]) => count), other],
  };
}

function numberProfile(sorted: Float64Array): FieldProfile {
  const inner = Array.from({ length: 9 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / 10)]!);
  const edges = [...new Set(inner)];
  return { kind: "number", edges, counts: binCounts(edges, sorted), values: Array.from(evenly(sorted, MOST_VALUES)) };
}

/** How many values lie in each bin: below the first edge, from each edge on. */
export function binCounts(edges: readonly number[], values: Iterable<number>): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    let bin = 0;
    while (bin < edges.length && value >= edges[bin]!) bin++;
    counts[bin]!++;
  }
  return counts;
}

export function categoryOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** At most so many of sorted values, evenly over their order. */
export function evenly(sorted: Float64Array, most: number): Float64Array {
  if (sorted.length <= most) return sorted;
  return Float64Array.from({ length: most }, (_, k) => sorted[Math.floor(((k + 0.5) * sorted.length) / most)]!);
}
