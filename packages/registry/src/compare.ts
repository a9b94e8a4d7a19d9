import type { Runs } from "./runs.ts";
import type { RegisteredVersion } from "./version.ts";

export interface Comparison {
  readonly versions: readonly RegisteredVersion[];
  /** Metrics any of them has, each with one value per version; undefined where it has none. */
  readonly metrics: Readonly<Record<string, readonly (number | undefined)[]>>;
  /** Parameters in which they differ. */
  readonly parameters: Readonly<Record<string, readonly (string | undefined)[]>>;
}

/** What is different between versions, by the runs they came from. */
export async function compareVersions(runs: Runs, versions: readonly RegisteredVersion[]): Promise<Comparison> {
  const of = await Promise.all(versions.map(({ run }) => (run === undefined ? undefined : runs.get(run))));
  const parameters = aligned(of.map((run) => run?.parameters ?? {}));
  return {
    versions,
    metrics: aligned(of.map((run) => run?.metrics ?? {})),
    parameters: Object.fromEntries(Object.entries(parameters).filter(([, values]) => new Set(values).size > 1)),
  };
}

function aligned<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, (T | undefined)[]> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
  return Object.fromEntries(names.map((name) => [name, records.map((record) => record[name])]));
}
