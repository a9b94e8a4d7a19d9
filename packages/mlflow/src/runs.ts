import type { Json } from "@tandem/core";
import type { MetricEntry, RegisteredRun, Registry, RunStatus } from "@tandem/registry";
import { artifactRoot, experimentId, experimentNumber, tagList, tagsOf } from "./experiments.ts";
import { pageSize, pageStart } from "./pages.ts";
import { MlflowProblem, required } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";
import { searchRuns } from "./run-search.ts";

/** What MLflow knows of a run beyond the registry: kept in the run's record. */
interface MlflowRecord {
  readonly inputs?: readonly Json[];
  readonly modelInputs?: readonly Json[];
  readonly modelOutputs?: readonly Json[];
}

const statuses: Readonly<Record<string, RunStatus>> = {
  RUNNING: "running",
  SCHEDULED: "running",
  FINISHED: "finished",
  FAILED: "failed",
  KILLED: "killed",
};

export function writtenRun(run: RegisteredRun, experiment: string) {
  const id = run.id;
  const { inputs = [], modelInputs = [], modelOutputs = [] } = (run.record ?? {}) as MlflowRecord;
  return {
    info: {
      run_id: id,
      run_uuid: id,
      experiment_id: experiment,
      run_name: run.name,
      user_id: run.author,
      status: run.status.toUpperCase(),
      start_time: run.started,
      ...(run.ended === undefined ? {} : { end_time: run.ended }),
      artifact_uri: `${artifactRoot(experiment)}/${id}/artifacts`,
      lifecycle_stage: run.state,
    },
    data: {
      metrics: Object.entries(run.metrics).map(([key, value]) => ({
        key,
        value: number(value),
        timestamp: run.metricTimes[key]!.time,
        step: run.metricTimes[key]!.step,
      })),
      params: tagList(run.parameters),
      tags: tagList({ ...run.tags, "mlflow.runName": run.name }),
    },
    inputs: { dataset_inputs: inputs, model_inputs: modelInputs },
    outputs: { model_outputs: modelOutputs },
  };
}

/** As protobuf's JSON writes what JSON has no number for. */
function number(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function metricOf(given: Readonly<Record<string, unknown>>): MetricEntry {
  return {
    key: required(given, "key"),
    value: Number(given["value"]),
    time: Number(given["timestamp"] ?? Date.now()),
    step: Number(given["step"] ?? 0),
  };
}

export function runHandlers(registry: Registry): Handlers {
  const { runs } = registry;
  const idOf = (request: Request) =>
    required(request, request["run_id"] === undefined || request["run_id"] === "" ? "run_uuid" : "run_id");
  const written = async (run: RegisteredRun) =>
    writtenRun(run, experimentId((await registry.experiments.named(run.experiment))!));
  const log = async (request: Request, entries: Parameters<typeof runs.log>[1]) => {
    await runs.log(idOf(request), entries, { late: true });
    return {};
  };
  const note = async (request: Request, change: (record: MlflowRecord) => MlflowRecord) => {
    const { id, record } = await runs.get(idOf(request));
    await runs.update(id, {
      record: { ...(record as Record<string, Json> | null), ...change((record ?? {}) as MlflowRecord) } as Json,
    });
    return {};
  };
  const history = async (request: Request, ids: readonly string[]) => {
    const key = required(request, "metric_key");
    const [start, end] = [Number(request["start_step"] ?? -Infinity), Number(request["end_step"] ?? Infinity)];
    const all = await Promise.all(
      ids.map(async (id) =>
        (await runs.history(id, key)).map(({ value, time, step }) => ({
          key,
          value: number(value),
          timestamp: time,
          step,
          run_id: id,
        })),
      ),
    );
    return all.flat().filter(({ step }) => step >= start && step <= end);
  };
  return {
    "POST runs/create": async (request) => {
      const experiment = await registry.experiments.get(
        await experimentNumber(registry, String(request["experiment_id"] ?? "0")),
      );
      if (experiment.state === "deleted")
        throw new MlflowProblem(
          "INVALID_PARAMETER_VALUE",
          `The experiment ${experimentId(experiment)} must be in the 'active' state.`,
        );
      const tags = tagsOf(request["tags"]);
      const run = await runs.start({
        experiment: experiment.name,
        name: String(request["run_name"] || tags["mlflow.runName"] || `run-${Date.now().toString(36)}`),
        author: String(request["user_id"] ?? tags["mlflow.user"] ?? ""),
        started: Number(request["start_time"] ?? Date.now()),
        record: {},
        tags,
      });
      return { run: await written(run) };
    },
    "GET runs/get": async (request) => ({ run: await written(await runs.get(idOf(request))) }),
    "POST runs/update": async (request) => {
      const id = idOf(request);
      const status = statuses[String(request["status"] ?? "")];
      const name = request["run_name"];
      const ended = request["end_time"];
      await runs.update(id, {
        ...(status ? { status } : {}),
        ...(typeof name === "string" && name ? { name } : {}),
        ...(ended === undefined ? {} : { ended: Number(ended) }),
      });
      return { run_info: (await written(await runs.get(id))).info };
    },
    "POST runs/delete": async (request) => {
      await runs.update(idOf(request), { state: "deleted" });
      return {};
    },
    "POST runs/restore": async (request) => {
      await runs.update(idOf(request), { state: "active" });
      return {};
    },
    "POST runs/log-metric": (request) => log(request, { metrics: [metricOf(request)] }),
    "POST runs/log-parameter": (request) =>
      log(request, { parameters: { [required(request, "key")]: String(request["value"] ?? "") } }),
    "POST runs/set-tag": (request) =>
      log(request, { tags: { [required(request, "key")]: String(request["value"] ?? "") } }),
    "POST runs/delete-tag": async (request) => {
      await runs.deleteTag(idOf(request), required(request, "key"));
      return {};
    },
    "POST runs/log-batch": (request) =>
      log(request, {
        metrics: ((request["metrics"] ?? []) as Record<string, unknown>[]).map(metricOf),
        parameters: tagsOf(request["params"]),
        tags: tagsOf(request["tags"]),
      }),
    "POST runs/log-model": async (request) => {
      const { id, tags } = await runs.get(idOf(request));
      const held = JSON.parse(tags["mlflow.log-model.history"] ?? "[]") as unknown[];
      await runs.setTags(id, {
        "mlflow.log-model.history": JSON.stringify([...held, JSON.parse(required(request, "model_json"))]),
      });
      return {};
    },
    "POST runs/log-inputs": (request) =>
      note(request, (record) => ({
        inputs: [...(record.inputs ?? []), ...((request["datasets"] ?? []) as Json[])],
        modelInputs: [...(record.modelInputs ?? []), ...((request["models"] ?? []) as Json[])],
      })),
    "POST runs/outputs": (request) =>
      note(request, (record) => ({
        modelOutputs: [...(record.modelOutputs ?? []), ...((request["models"] ?? []) as Json[])],
      })),
    "POST runs/search": async (request) => {
      const { found, next } = await searchRuns(registry, request);
      return { runs: await Promise.all(found.map(written)), ...(next ? { next_page_token: next } : {}) };
    },
    "GET metrics/get-history": async (request) => {
      const all = await history(request, [idOf(request)]);
      const [start, size] = [pageStart(request), pageSize(request, 25_000)];
      const next = start + size < all.length ? { next_page_token: String(start + size) } : {};
      return { metrics: all.slice(start, start + size).map(({ run_id: _run, ...metric }) => metric), ...next };
    },
    "GET metrics/get-history-bulk-interval": async (request) => {
      const ids = request["run_ids"];
      const metrics = await history(request, (Array.isArray(ids) ? ids : [ids]).map(String));
      return { metrics: metrics.slice(0, pageSize(request, 2_500)) };
    },
  };
}
