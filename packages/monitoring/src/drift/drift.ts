import { chiSquareTest } from "./chi-square.ts";
import { ksTest } from "./kolmogorov-smirnov.ts";
import { populationStability } from "./population-stability.ts";
import { binCounts, categoryOf, OTHER, type FieldProfile, type Profile } from "./profile.ts";

/** How far recent values of a field are from those of the training. */
export interface DriftRecord {
  readonly field: string;
  readonly test: "ks" | "chi-square";
  readonly psi: number;
  readonly statistic: number;
  readonly pValue: number;
  /** Values compared. */
  readonly count: number;
}

/** Numeric fields by the KS test, others by chi-square, both by the PSI. Fields without recent values are absent. */
export function driftOf(
  profile: Profile,
  recent: Readonly<Record<string, ArrayLike<unknown>>>,
): readonly DriftRecord[] {
  return Object.entries(profile).flatMap(([field, known]) => {
    const values = Array.from(recent[field] ?? []);
    const usable = known.kind === "number" ? values.filter((value) => Number.isFinite(value)) : values;
    return usable.length === 0 ? [] : [fieldDrift(field, known, usable)];
  });
}

function fieldDrift(field: string, known: FieldProfile, values: readonly unknown[]): DriftRecord {
  const count = values.length;
  if (known.kind === "number") {
    const numbers = Float64Array.from(values as readonly number[]);
    const psi = populationStability(known.counts, binCounts(known.edges, numbers));
    return { field, test: "ks", psi, count, ...ksTest(Float64Array.from(known.values), numbers) };
  }
  const at = new Map(known.categories.map((category, k) => [category, k]));
  const counts = known.categories.map(() => 0);
  for (const value of values) counts[at.get(categoryOf(value)) ?? at.get(OTHER)!]!++;
  const { statistic, pValue } = chiSquareTest(known.counts, counts);
  return { field, test: "chi-square", psi: populationStability(known.counts, counts), statistic, pValue, count };
}
