import type { Json } from "@tandem/core";
import type { MetricEntry, Registry } from "@tandem/registry";
import { integer, objects, own, pairs, real, required, text, writtenReal } from "./fields.ts";
import { logModelMetrics } from "./logged-models.ts";
import { page } from "./pages.ts";
import { MlflowProblem } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";
import { recordOf, withRecord, type MlflowRecord } from "./run-record.ts";
import { runIdOf } from "./runs.ts";

/** What is logged to runs: metrics, parameters, tags, the data and models they used and made. */
export function runEntryHandlers(registry: Registry): Handlers {
  const { runs } = registry;
  const note = async (request: Request, change: (record: MlflowRecord) => Partial<MlflowRecord>) => {
    const run = await runs.get(runIdOf(request));
    await runs.update(run.id, { record: withRecord(run, change(recordOf(run))) });
    return {};
  };
  const json = (request: Request, field: string) => objects(request, field) as readonly Json[];
  return {
    "POST runs/log-metric": (request) => log(registry, request, { metrics: [request] }),
    "POST runs/log-parameter": (request) =>
      log(registry, request, { parameters: { [required(request, "key")]: text(request, "value") } }),
    "POST runs/set-tag": (request) =>
      log(registry, request, { tags: { [required(request, "key")]: text(request, "value") } }),
    "POST runs/log-batch": (request) =>
      log(registry, request, {
        metrics: objects(request, "metrics"),
        parameters: pairs(request, "params"),
        tags: pairs(request, "tags"),
      }),
    "POST runs/delete-tag": async (request) => {
      const { id, tags } = await runs.get(runIdOf(request));
      const key = required(request, "key");
      if (own(tags, key) === undefined)
        throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${id}`);
      await runs.deleteTag(id, key);
      return {};
    },
    "POST runs/log-model": (request) => logModel(registry, request),
    "POST runs/log-inputs": (request) =>
      note(request, ({ inputs, modelInputs }) => ({
        inputs: [...inputs, ...json(request, "datasets")],
        modelInputs: [...modelInputs, ...json(request, "models")],
      })),
    "POST runs/outputs": (request) =>
      note(request, ({ modelOutputs }) => ({ modelOutputs: [...modelOutputs, ...json(request, "models")] })),
    "GET metrics/get-history": async (request) => {
      const key = required(request, "metric_key");
      const run = await runs.get(runIdOf(request));
      const { rows, next } = page(await runs.history(run.id, key), request, 25_000);
      const metrics = rows.map(({ value, time, step }) => ({
        key,
        value: writtenReal(value),
        timestamp: time,
        step,
        run_id: run.id,
      }));
      return { metrics, ...next };
    },
  };
}

interface Entries {
  readonly metrics?: readonly Request[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

async function log(registry: Registry, request: Request, { metrics = [], ...entries }: Entries) {
  const id = runIdOf(request);
  const name = entries.tags?.["mlflow.runName"];
  await registry.runs.log(id, { ...entries, metrics: metrics.map(metricOf) }, { late: true });
  if (name) await registry.runs.update(id, { name });
  await logModelMetrics(registry, id, metrics);
  return {};
}

function metricOf(given: Request): MetricEntry {
  return {
    key: required(given, "key"),
    value: real(given, "value"),
    time: integer(given, "timestamp", Date.now()),
    step: integer(given, "step", 0),
  };
}

async function logModel(registry: Registry, request: Request) {
  const { id, tags } = await registry.runs.get(runIdOf(request));
  const model = parsed(required(request, "model_json"), "model_json");
  const held = parsed(tags[MODEL_HISTORY] ?? "[]", MODEL_HISTORY);
  const history = [...(Array.isArray(held) ? (held as readonly Json[]) : []), model];
  await registry.runs.setTags(id, { [MODEL_HISTORY]: JSON.stringify(history) });
  return {};
}

const MODEL_HISTORY = "mlflow.log-model.history";

function parsed(json: string, field: string): Json {
  try {
    return JSON.parse(json) as Json;
  } catch {
    throw new MlflowProblem("INVALID_PARAMETER_VALUE", `'${field}' is no JSON: ${json.slice(0, 80)}`);
  }
}
