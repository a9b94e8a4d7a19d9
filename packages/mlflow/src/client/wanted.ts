import { TandemError } from "@tandem/core";
import type { PullOptions } from "./pull.ts";
import type { Remote, RemoteModel, RemoteRun, RemoteVersion } from "./remote.ts";

/** A model of the server and those of its versions that are wanted, oldest first. */
export interface WantedModel {
  readonly model: RemoteModel;
  readonly versions: readonly RemoteVersion[];
}

/** @throws TandemError `mlflow/no-such-model`, `mlflow/no-such-version` */
export async function wantedModels(
  remote: Remote,
  { models, versions = models ? [] : undefined }: PullOptions,
): Promise<readonly WantedModel[]> {
  const wanted: WantedModel[] = [];
  if (!versions) {
    for await (const model of remote.models()) wanted.push({ model, versions: await versionsOf(remote, model) });
    return wanted;
  }
  const { url } = remote.connection;
  const whole = new Set(models);
  for (const name of new Set([...whole, ...versions.map(nameIn)])) {
    const model = await remote.model(name);
    if (!model) throw new TandemError("mlflow/no-such-model", { url, model: name });
    const all = await versionsOf(remote, model);
    const single = versions.filter((one) => nameIn(one) === name).map((one) => numberIn(one, model, all, url));
    wanted.push({ model, versions: whole.has(name) ? all : all.filter(({ version }) => single.includes(version)) });
  }
  return wanted;
}

async function versionsOf(remote: Remote, { name }: RemoteModel): Promise<readonly RemoteVersion[]> {
  const list = [];
  for await (const version of remote.versions(name)) list.push(version);
  return list.sort((a, b) => Number(a.version) - Number(b.version));
}

function nameIn(reference: string): string {
  return reference.replace(/@[^@]*$/, "");
}

/** The server's number of the version that a reference names. */
function numberIn(reference: string, model: RemoteModel, versions: readonly RemoteVersion[], url: string): string {
  const selector = reference.slice(model.name.length + 1);
  const aliased = model.aliases?.find(({ alias }) => alias === selector)?.version;
  const number = aliased ?? (selector === "latest" ? versions.at(-1)?.version : selector);
  if (versions.some(({ version }) => version === number)) return number!;
  const known = [...versions.map(({ version }) => version), ...(model.aliases ?? []).map(({ alias }) => alias)];
  throw new TandemError("mlflow/no-such-version", { url, reference, known });
}

/** Runs with the names of their experiments. */
export async function* wantedRuns(
  remote: Remote,
  { experiments, models, versions }: PullOptions,
  found: readonly WantedModel[],
): AsyncGenerator<readonly [string, RemoteRun]> {
  if (!experiments && (models ?? versions)) {
    const ids = new Set(found.flatMap((one) => one.versions.flatMap(({ run_id }) => (run_id ? [run_id] : []))));
    for (const id of ids) {
      const run = await remote.run(id);
      if (run?.info.lifecycle_stage === "active") yield [await remote.experimentName(run.info.experiment_id), run];
    }
    return;
  }
  for await (const { experiment_id, name } of remote.experiments()) {
    if (experiments && !experiments.includes(name)) continue;
    for await (const run of remote.runs(experiment_id)) yield [name, run];
  }
}
