import { TandemError } from "@tandem/core";
import type { RegisteredRun, Registry, RunStatus } from "@tandem/registry";
import { entryOf } from "./push-run.ts";
import { recordOfPairs, type Remote, type RemoteRun } from "./remote.ts";

/** Makes or completes the copy of a run of the server. @returns whether it was made */
export async function pullRun(
  registry: Registry,
  remote: Remote,
  experiment: string,
  { info, data }: RemoteRun,
): Promise<boolean> {
  const { "tandem.run": ours, "mlflow.runName": _name, ...tags } = recordOfPairs(data.tags);
  if (ours !== undefined && (await runWith(registry, ours))) return false;
  const held = await runWith(registry, info.run_id);
  if (held?.state === "deleted") return false;
  const run = held ?? (await createRun(registry, remote, experiment, info, tags["mlflow.user"]));
  const parameters = Object.fromEntries(
    Object.entries(recordOfPairs(data.params)).filter(([key]) => run.parameters[key] === undefined),
  );
  const metrics = [];
  for (const { key } of data.metrics ?? []) metrics.push(...(await missingEntries(registry, remote, run.id, key)));
  await registry.runs.log(run.id, { parameters, metrics, tags }, { late: true });
  await registry.runs.update(run.id, {
    status: statusOf(info.status),
    ...(info.run_name ? { name: info.run_name } : {}),
    ...(info.end_time === undefined ? {} : { ended: Number(info.end_time) }),
  });
  return !held;
}

function createRun(
  registry: Registry,
  remote: Remote,
  experiment: string,
  info: RemoteRun["info"],
  user = "",
): Promise<RegisteredRun> {
  return registry.runs.start({
    id: info.run_id,
    experiment,
    name: info.run_name ?? "",
    author: user || (info.user_id ?? ""),
    started: Number(info.start_time ?? Date.now()),
    record: { mlflow: remote.connection.url },
  });
}

async function runWith(registry: Registry, id: string): Promise<RegisteredRun | undefined> {
  try {
    return await registry.runs.get(id);
  } catch (error) {
    if (TandemError.is(error, "registry/no-such-run")) return undefined;
    throw error;
  }
}

async function missingEntries(registry: Registry, remote: Remote, id: string, key: string) {
  const held = new Set(
    (await registry.runs.history(id, key)).map(({ value, time, step }) => entryOf({ value, timestamp: time, step })),
  );
  const entries = [];
  for await (const metric of remote.history(id, key)) {
    if (held.has(entryOf(metric))) continue;
    const { value, timestamp, step = 0 } = metric;
    entries.push({ key, value: Number(value), time: Number(timestamp), step: Number(step) });
  }
  return entries;
}

function statusOf(status: string): RunStatus {
  const name = status.toLowerCase();
  return name === "finished" || name === "failed" || name === "killed" ? name : "running";
}
