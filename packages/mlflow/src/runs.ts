import type { RegisteredRun, Registry, RunHead, RunStatus } from "@tandem/registry";
import { artifactRoot, experimentId, experimentNumber } from "./experiments.ts";
import { integer, pairList, pairs, required, text, writtenReal } from "./fields.ts";
import { recordOf } from "./run-record.ts";
import { MlflowProblem } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";
import { searchRuns } from "./run-search.ts";

const statuses: Readonly<Record<string, RunStatus>> = {
  RUNNING: "running",
  SCHEDULED: "running",
  FINISHED: "finished",
  FAILED: "failed",
  KILLED: "killed",
};

/** The run that a request is about: older clients say `run_uuid`. */
export function runIdOf(request: Request): string {
  return text(request, "run_id") || required(request, request["run_uuid"] === undefined ? "run_id" : "run_uuid");
}

/** Making, finding, changing and deleting runs. */
export function runHandlers(registry: Registry): Handlers {
  const { runs } = registry;
  const written = async (run: RegisteredRun) => writtenRun(run, await experimentOf(registry, run));
  return {
    "POST runs/create": async (request) => ({ run: await createRun(registry, request) }),
    "GET runs/get": async (request) => ({ run: await written(await runs.get(runIdOf(request))) }),
    "POST runs/update": async (request) => {
      const run = await runs.update(runIdOf(request), changeOf(request));
      return { run_info: writtenInfo(run, await experimentOf(registry, run)) };
    },
    "POST runs/delete": async (request) => {
      await runs.update(runIdOf(request), { state: "deleted" });
      return {};
    },
    "POST runs/restore": async (request) => {
      await runs.update(runIdOf(request), { state: "active" });
      return {};
    },
    "POST runs/search": async (request) => {
      const { rows, next } = await searchRuns(registry, request);
      const ids = new Map<string, string>();
      for (const run of rows) if (!ids.has(run.experiment)) ids.set(run.experiment, await experimentOf(registry, run));
      return { runs: rows.map((run) => writtenRun(run, ids.get(run.experiment)!)), ...next };
    },
  };
}

async function createRun(registry: Registry, request: Request) {
  const experiment = await registry.experiments.get(
    await experimentNumber(registry, text(request, "experiment_id") || "0"),
  );
  if (experiment.state === "deleted")
    throw new MlflowProblem(
      "INVALID_PARAMETER_VALUE",
      `The experiment ${experimentId(experiment)} must be in the 'active' state. Current state is deleted.`,
    );
  const tags = pairs(request, "tags");
  const run = await registry.runs.start({
    experiment: experiment.name,
    name: text(request, "run_name") || tags["mlflow.runName"] || `run-${Date.now().toString(36)}`,
    author: text(request, "user_id") || (tags["mlflow.user"] ?? ""),
    started: integer(request, "start_time", Date.now()),
    record: {},
    tags,
  });
  return writtenRun(run, experimentId(experiment));
}

function changeOf(request: Request) {
  const given = text(request, "status");
  const status = statuses[given];
  if (given && !status)
    throw new MlflowProblem("INVALID_PARAMETER_VALUE", `Invalid value '${given}' for parameter 'status'.`);
  const name = text(request, "run_name");
  const ended = request["end_time"] === undefined ? undefined : integer(request, "end_time");
  return { ...(status ? { status } : {}), ...(name ? { name } : {}), ...(ended === undefined ? {} : { ended }) };
}

/** The id of the experiment that a run belongs to. */
export async function experimentOf(registry: Registry, run: RunHead): Promise<string> {
  return experimentId((await registry.experiments.named(run.experiment))!);
}

function writtenInfo({ id, started, ended, ...run }: RunHead, experiment: string) {
  return {
    run_id: id,
    run_uuid: id,
    experiment_id: experiment,
    run_name: run.name,
    user_id: run.author,
    status: run.status.toUpperCase(),
    start_time: started,
    ...(ended === undefined ? {} : { end_time: ended }),
    artifact_uri: `${artifactRoot(experiment)}/${id}/artifacts`,
    lifecycle_stage: run.state,
  };
}

function writtenRun(run: RegisteredRun, experiment: string) {
  const { metricTimes } = run;
  const { inputs, modelInputs, modelOutputs } = recordOf(run);
  return {
    info: writtenInfo(run, experiment),
    data: {
      metrics: Object.entries(run.metrics).map(([key, value]) => ({
        key,
        value: writtenReal(value),
        timestamp: metricTimes[key]!.time,
        step: metricTimes[key]!.step,
      })),
      params: pairList(run.parameters),
      tags: pairList({ ...run.tags, "mlflow.runName": run.name }),
    },
    inputs: { dataset_inputs: inputs, model_inputs: modelInputs },
    outputs: { model_outputs: modelOutputs },
  };
}
