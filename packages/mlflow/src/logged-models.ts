import { randomBytes } from "node:crypto";
import type { Json } from "@tandem/core";
import type { Document, Registry } from "@tandem/registry";
import { artifactRoot, experimentId, experimentNumber } from "./experiments.ts";
import { integer, pairList, pairs, real, required, text } from "./fields.ts";
import { LOGGED_MODEL, modelOf, type LoggedModel } from "./logged-model.ts";
import { modelMetrics, writtenMetrics, type ModelMetric } from "./model-metrics.ts";
import { searchLoggedModels } from "./logged-model-search.ts";
import { MlflowProblem } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";

/** MLflow 3 keeps models of their own beside runs; here they are documents of the registry. */
export function loggedModelHandlers(registry: Registry): Handlers {
  const change = async (request: Request, next: (model: LoggedModel) => Partial<LoggedModel>) => {
    const { id } = await findLoggedModel(registry, request);
    return { model: writtenModel((await changeModel(registry, id, next))!) };
  };
  return {
    "POST logged-models": async (request) => ({ model: writtenModel(await create(registry, request)) }),
    "POST logged-models/search": async (request) => {
      const { rows, next } = await searchLoggedModels(registry, request);
      return { models: rows.map(writtenModel), ...next };
    },
    "GET logged-models/:model_id": async (request) => ({
      model: writtenModel(await findLoggedModel(registry, request)),
    }),
    "PATCH logged-models/:model_id": (request) => change(request, () => ({ status: required(request, "status") })),
    "DELETE logged-models/:model_id": async (request) => {
      await change(request, () => ({ deleted: true }));
      return {};
    },
    "PATCH logged-models/:model_id/tags": (request) =>
      change(request, ({ tags }) => ({ tags: { ...tags, ...pairs(request, "tags") } })),
    "DELETE logged-models/:model_id/tags/:tag_key": async (request) => {
      await change(request, ({ tags }) => {
        const { [required(request, "tag_key")]: _gone, ...rest } = tags;
        return { tags: rest };
      });
      return {};
    },
    "POST logged-models/:model_id/params": async (request) => {
      await change(request, ({ params }) => ({ params: { ...params, ...pairs(request, "params") } }));
      return {};
    },
  };
}

/** @throws MlflowProblem where there is none, or only a deleted one and `allow_deleted` is not said */
export async function findLoggedModel(registry: Registry, request: Request): Promise<Document> {
  const id = required(request, "model_id");
  const found = await registry.documents.get(LOGGED_MODEL, id);
  if (found && (!modelOf(found).deleted || text(request, "allow_deleted") === "true")) return found;
  throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id}' not found.`);
}

async function create(registry: Registry, request: Request): Promise<Document> {
  const number = await experimentNumber(registry, text(request, "experiment_id") || "0");
  const id = `m-${randomBytes(16).toString("hex")}`;
  const [type, run] = [text(request, "model_type"), text(request, "source_run_id")];
  const model: LoggedModel = {
    name: text(request, "name") || id,
    ...(type ? { model_type: type } : {}),
    ...(run ? { source_run_id: run } : {}),
    status: "LOGGED_MODEL_PENDING",
    updated: Date.now(),
    params: pairs(request, "params"),
    tags: pairs(request, "tags"),
    metrics: [],
  };
  const parent = experimentId(await registry.experiments.get(number));
  const document = { kind: LOGGED_MODEL, id, parent, created: Date.now(), body: model as unknown as Json };
  await registry.documents.put(document);
  return document;
}

/** Metrics of a run that were logged for a model are that model's too. */
export async function logModelMetrics(registry: Registry, run: string, metrics: readonly Request[]): Promise<void> {
  for (const id of new Set(metrics.map((metric) => text(metric, "model_id")))) {
    if (!id) continue;
    const given = metrics.filter((metric) => metric["model_id"] === id).map((metric) => modelMetric(run, metric));
    await changeModel(registry, id, (model) => ({ metrics: modelMetrics(model.metrics, given) }));
  }
}

function modelMetric(run: string, metric: Request): ModelMetric {
  const [name, digest] = [text(metric, "dataset_name"), text(metric, "dataset_digest")];
  const value = real(metric, "value");
  return {
    key: required(metric, "key"),
    value: Number.isFinite(value) ? value : String(value),
    step: integer(metric, "step", 0),
    time: integer(metric, "timestamp", 0),
    run,
    ...(name ? { dataset_name: name } : {}),
    ...(digest ? { dataset_digest: digest } : {}),
  };
}

function changeModel(
  registry: Registry,
  id: string,
  next: (model: LoggedModel) => Partial<LoggedModel>,
): Promise<Document | undefined> {
  return registry.documents.change(LOGGED_MODEL, id, (body) => {
    const model = body as unknown as LoggedModel;
    return { ...model, ...next(model), updated: Date.now() } as unknown as Json;
  });
}

function writtenModel(document: Document) {
  const { id, parent, created } = document;
  const { params, tags, metrics, updated, deleted: _deleted, ...model } = modelOf(document);
  return {
    info: {
      ...model,
      model_id: id,
      experiment_id: parent,
      creation_timestamp_ms: created,
      last_updated_timestamp_ms: updated,
      artifact_uri: `${artifactRoot(parent)}/models/${id}/artifacts`,
      tags: pairList(tags),
    },
    data: { params: pairList(params), metrics: writtenMetrics(id, metrics) },
  };
}
