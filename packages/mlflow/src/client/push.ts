import type { ArtifactStore } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { pushRun, type RunCopy } from "./push-run.ts";
import { pushAliases, pushVersions } from "./push-version.ts";
import { Remote } from "./remote.ts";

export interface PushOptions extends ConnectionOptions {
  /** Ids of runs; default all that are not deleted, unless `versions` is given. */
  readonly runs?: readonly string[];
  /** References like "churn@3" or "churn@champion"; default all, unless `runs` is given. Their runs go along. */
  readonly versions?: readonly string[];
  /**
   * The store that holds the artifacts of the versions: their files go along, into those of the run they came from. MLflow
   * takes no files of a version without a run.
   */
  readonly artifacts?: ArtifactStore;
  /** What models are called in that store, where it is not as they are registered. */
  readonly names?: Readonly<Record<string, string>>;
}

/** How many there are on the server now, and how many of these were made by this push. */
export interface Pushed {
  readonly runs: { readonly there: number; readonly made: number };
  readonly versions: { readonly there: number; readonly made: number };
}

/**
 * Copies runs with all that they logged, versions and their aliases to an MLflow server. Pushing again adds only what is
 * new: what came from here carries the tag `tandem.run` or `tandem.version` there. Versions get the numbers that the
 * server gives. @throws TandemError `mlflow/refused`, `mlflow/unreachable`, `registry/no-such-*`
 */
export async function pushToMlflow(registry: Registry, url: string, options: PushOptions = {}): Promise<Pushed> {
  const remote = new Remote(new Connection(url, options));
  const versions = await wantedVersions(registry, options);
  const runs = new Set(await wantedRuns(registry, options));
  for (const { run } of versions) if (run !== undefined) runs.add(run);
  const copies = new Map<string, RunCopy>();
  let [runsMade, versionsMade] = [0, 0];
  for (const id of runs) {
    const { copy, made } = await pushRun(registry, remote, id);
    copies.set(id, copy);
    if (made) runsMade++;
  }
  for (const model of new Set(versions.map(({ model }) => model))) {
    const own = versions.filter((version) => version.model === model);
    versionsMade += await pushVersions(registry, remote, model, own, copies, options);
    await pushAliases(registry, remote, model);
  }
  return { runs: { there: runs.size, made: runsMade }, versions: { there: versions.length, made: versionsMade } };
}

async function wantedRuns(registry: Registry, { runs, versions }: PushOptions): Promise<readonly string[]> {
  if (runs ?? versions) return runs ?? [];
  const ids: string[] = [];
  for (let offset = 0; ; offset += 1_000) {
    const part = await registry.searchRuns({ limit: 1_000, offset });
    ids.push(...part.map(({ id }) => id));
    if (part.length < 1_000) return ids.reverse();
  }
}

async function wantedVersions(registry: Registry, { runs, versions }: PushOptions) {
  if (versions) return Promise.all(versions.map((reference) => registry.versions.resolve(reference)));
  if (runs) return [];
  const models = await registry.models.list();
  const all = await Promise.all(models.map(({ name }) => registry.versions.list(name, { limit: 1_000_000 })));
  return all.flat();
}
