import type { RegisteredRun, Registry } from "@tandem/registry";
import { writtenReal } from "../fields.ts";
import { recordOfPairs, type Remote, type RemoteMetric, type RemoteRun } from "./remote.ts";

/** Marks a run of the server as the copy of one of ours. */
const RUN_TAG = "tandem.run";

export interface RunCopy {
  /** The server's id of it. */
  readonly id: string;
  /** Where the server keeps its files. */
  readonly artifacts: string;
}

/** Makes or completes the copy of a run. */
export async function pushRun(
  registry: Registry,
  remote: Remote,
  id: string,
): Promise<{ readonly copy: RunCopy; readonly made: boolean }> {
  const run = await registry.runs.get(id);
  const experiment = await remote.experiment(run.experiment);
  const found = await copyOf(remote, experiment, id);
  const copy = found ?? (await createCopy(remote, experiment, run));
  const remoteId = copy.info.run_id;
  await pushEntries(remote, remoteId, run, copy);
  for (const key of Object.keys(run.metrics)) await pushMetric(registry, remote, run, key, remoteId, !found);
  await remote.connection.post("runs/update", {
    run_id: remoteId,
    status: run.status.toUpperCase(),
    ...(run.name ? { run_name: run.name } : {}),
    ...(run.ended === undefined ? {} : { end_time: run.ended }),
  });
  return { copy: { id: remoteId, artifacts: copy.info.artifact_uri ?? "" }, made: !found };
}

async function copyOf(remote: Remote, experiment: string, id: string): Promise<RemoteRun | undefined> {
  for await (const run of remote.runs(experiment, `tags."${RUN_TAG}" = '${id}'`)) return run;
  // a run that was pulled from this server is there under its own id
  for await (const run of remote.runs(experiment, `attributes.run_id = '${id}'`)) return run;
  return undefined;
}

async function createCopy(remote: Remote, experiment: string, run: RegisteredRun): Promise<RemoteRun> {
  const { run: made } = await remote.connection.post<{ readonly run: RemoteRun }>("runs/create", {
    experiment_id: experiment,
    start_time: run.started,
    ...(run.name ? { run_name: run.name } : {}),
    tags: [
      { key: RUN_TAG, value: run.id },
      ...(run.author ? [{ key: "mlflow.user", value: run.author }] : []),
      ...recordTag(run),
    ],
  });
  return made;
}

/** What the registry recorded of the run, where it fits into a tag. */
function recordTag({ record }: RegisteredRun) {
  const text = JSON.stringify(record);
  return record !== null && text !== "{}" && text.length <= 5_000 ? [{ key: "tandem.record", value: text }] : [];
}

async function pushEntries(remote: Remote, remoteId: string, run: RegisteredRun, copy: RemoteRun): Promise<void> {
  const [params, tags] = [recordOfPairs(copy.data.params), recordOfPairs(copy.data.tags)];
  const newer = (given: Readonly<Record<string, string>>, held: Readonly<Record<string, string>>) =>
    Object.entries(given).flatMap(([key, value]) => (held[key] === value ? [] : [{ key, value }]));
  const [newParams, newTags] = [newer(run.parameters, params), newer(run.tags, tags)];
  for (let start = 0; start < Math.max(newParams.length, newTags.length); start += 100)
    await remote.connection.post("runs/log-batch", {
      run_id: remoteId,
      params: newParams.slice(start, start + 100),
      tags: newTags.slice(start, start + 100),
    });
}

/** Sends the entries of a metric that the copy lacks. */
async function pushMetric(
  registry: Registry,
  remote: Remote,
  run: RegisteredRun,
  key: string,
  remoteId: string,
  fresh: boolean,
): Promise<void> {
  const held = new Set<string>();
  if (!fresh) for await (const metric of remote.history(remoteId, key)) held.add(entryOf(metric));
  const entries = (await registry.runs.history(run.id, key)).map(({ value, time, step }) => ({
    key,
    value: writtenReal(value),
    timestamp: time,
    step,
  }));
  const wanted = entries.filter((entry) => !held.has(entryOf(entry)));
  for (let start = 0; start < wanted.length; start += 1_000)
    await remote.connection.post("runs/log-batch", { run_id: remoteId, metrics: wanted.slice(start, start + 1_000) });
}

/** What makes two entries of a metric the same; MLflow gives back infinity as the largest number there is. */
export function entryOf({ value, timestamp, step = 0 }: Omit<RemoteMetric, "key">): string {
  const number = Number(value);
  const finite = Math.abs(number) >= Number.MAX_VALUE ? Math.sign(number) * Number.MAX_VALUE : number;
  return `${Number(step)} ${Number(timestamp)} ${finite}`;
}
