import type { ArtifactStore } from "@tandem/core";
import { TandemError } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import { ArtifactFiles } from "../artifacts.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { pullRun } from "./pull-run.ts";
import { isOurs, pulledNumbers, pullVersion } from "./pull-version.ts";
import { Remote, recordOfPairs, type RemoteModel } from "./remote.ts";
import { wantedModels, wantedRuns } from "./wanted.ts";

export interface PullOptions extends ConnectionOptions {
  /** Names of experiments whose runs are read; default all, but with `models` or `versions` the runs of these. */
  readonly experiments?: readonly string[];
  /** Names of registered models all versions of which are read; default all, but with `versions` none. */
  readonly models?: readonly string[];
  /** Single versions that are read, as the server calls them: "churn@3", "churn@champion". */
  readonly versions?: readonly string[];
  /** Where the files of the versions are put, so that the MLflow API over this registry serves them. Default: they stay. */
  readonly artifacts?: ArtifactStore;
}

export interface Pulled {
  readonly runs: { readonly there: number; readonly made: number };
  readonly versions: { readonly there: number; readonly made: number };
  /** What could not be taken over, and why. */
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
}

/**
 * Reads runs, versions and aliases of an MLflow server into the registry. Runs keep their ids; pulling again adds only
 * what is new, and what was pushed from here does not come back. Aliases of pulled versions follow the server.
 * @throws TandemError `mlflow/no-such-model`, `mlflow/no-such-version`, `mlflow/refused`, `mlflow/unreachable`,
 * `mlflow/bad-answer`
 */
export async function pullFromMlflow(registry: Registry, url: string, options: PullOptions = {}): Promise<Pulled> {
  const remote = new Remote(new Connection(url, options));
  const [runs, versions] = [counter(), counter()];
  const skipped: { what: string; why: string }[] = [];
  const models = await wantedModels(remote, options);
  for await (const [experiment, run] of wantedRuns(remote, options, models))
    runs.count(await pullRun(registry, remote, experiment, run));
  const files = options.artifacts && new ArtifactFiles(options.artifacts);
  for (const { model, versions: list } of models) {
    const pulled = await pulledNumbers(registry, model.name);
    for (const version of list) {
      const wanted = !pulled.has(version.version) && !(await isOurs(registry, version));
      if (wanted) await pullVersion(registry, remote, version, files);
      versions.count(wanted);
    }
    if (list.length > 0) await describeModel(registry, model);
    skipped.push(...(await pullAliases(registry, model)));
  }
  return { runs: runs.counts, versions: versions.counts, skipped };
}

function counter() {
  const counts = { there: 0, made: 0 };
  const count = (made: boolean) => {
    counts.there++;
    if (made) counts.made++;
  };
  return { counts, count };
}

async function describeModel(registry: Registry, { name, description = "", tags }: RemoteModel): Promise<void> {
  const held = await registry.models.get(name);
  await registry.models.describe(name, {
    tags: { ...held.tags, ...recordOfPairs(tags) },
    ...(description ? { description } : {}),
  });
}

async function pullAliases(registry: Registry, { name, aliases = [] }: RemoteModel) {
  const skipped: { what: string; why: string }[] = [];
  if (aliases.length === 0) return skipped;
  const numbers = await pulledNumbers(registry, name);
  for (const { alias, version } of aliases) {
    const number = numbers.get(version);
    if (number === undefined) continue;
    try {
      await registry.aliases.set(name, alias, number, { author: "mlflow", why: "pulled from an MLflow server" });
    } catch (error) {
      if (!TandemError.is(error, "registry/bad-name")) throw error;
      skipped.push({ what: `alias ${alias} of ${name}`, why: error.message });
    }
  }
  return skipped;
}
