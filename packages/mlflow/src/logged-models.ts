import { randomBytes } from "node:crypto";
import type { Json } from "@tandem/core";
import type { Document, Registry } from "@tandem/registry";
import { artifactRoot, experimentId, experimentNumber } from "./experiments.ts";
import { holds, parseFilter } from "./filter.ts";
import { page } from "./pages.ts";
import { MlflowProblem, required } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";

type Pairs = readonly { readonly key: string; readonly value: string }[];
interface LoggedModel {
  readonly name: string;
  readonly model_type?: string;
  readonly source_run_id?: string;
  readonly status: string;
  readonly updated: number;
  readonly params: Pairs;
  readonly tags: Pairs;
}

const KIND = "mlflow-logged-model";

/** MLflow 3 keeps models of their own beside runs; here they are documents of the registry. */
export function loggedModelHandlers(registry: Registry): Handlers {
  const { documents } = registry;
  const find = async (request: Request): Promise<Document> => {
    const id = required(request, "model_id");
    const found = await documents.get(KIND, id);
    if (!found) throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id}' not found.`);
    return found;
  };
  const change = async (request: Request, next: (model: LoggedModel) => Partial<LoggedModel>) => {
    const document = await find(request);
    const model = document.body as unknown as LoggedModel;
    const changed = { ...document, body: { ...model, ...next(model), updated: Date.now() } as unknown as Json };
    await documents.put(changed);
    return { model: written(changed) };
  };
  return {
    "POST logged-models": async (request) => {
      const number = await experimentNumber(registry, String(request["experiment_id"] ?? "0"));
      const experiment = await registry.experiments.get(number);
      const id = `m-${randomBytes(16).toString("hex")}`;
      const model: LoggedModel = {
        name: String(request["name"] || id),
        ...(request["model_type"] ? { model_type: String(request["model_type"]) } : {}),
        ...(request["source_run_id"] ? { source_run_id: String(request["source_run_id"]) } : {}),
        status: "LOGGED_MODEL_PENDING",
        updated: Date.now(),
        params: (request["params"] ?? []) as Pairs,
        tags: (request["tags"] ?? []) as Pairs,
      };
      const document: Document = {
        kind: KIND,
        id,
        parent: experimentId(experiment),
        created: Date.now(),
        body: model as unknown as Json,
      };
      await documents.put(document);
      return { model: written(document) };
    },
    "GET logged-models/:model_id": async (request) => ({ model: written(await find(request)) }),
    "PATCH logged-models/:model_id": (request) => change(request, () => ({ status: String(request["status"]) })),
    "DELETE logged-models/:model_id": async (request) => {
      await documents.delete(KIND, (await find(request)).id);
      return {};
    },
    "PATCH logged-models/:model_id/tags": (request) =>
      change(request, ({ tags }) => ({ tags: merged(tags, (request["tags"] ?? []) as Pairs) })),
    "DELETE logged-models/:model_id/tags/:tag_key": async (request) => {
      await change(request, ({ tags }) => ({ tags: tags.filter(({ key }) => key !== request["tag_key"]) }));
      return {};
    },
    "POST logged-models/:model_id/params": async (request) => {
      await change(request, ({ params }) => ({ params: merged(params, (request["params"] ?? []) as Pairs) }));
      return {};
    },
    "POST logged-models/search": async (request) => {
      const comparisons = parseFilter(request["filter"] as string | undefined);
      const parents = ((request["experiment_ids"] ?? []) as readonly string[]).map(String);
      const found = [...(await documents.list(KIND, parents))]
        .reverse()
        .filter((document) =>
          comparisons.every((comparison) => holds(comparison, valueOf(document, comparison.entity, comparison.key))),
        );
      const { rows, next } = page(found, request, 50);
      return { models: rows.map(written), ...(next ? { next_page_token: next } : {}) };
    },
  };
}

function written({ id, parent, created, body }: Document) {
  const { params, tags, updated, ...model } = body as unknown as LoggedModel;
  return {
    info: {
      ...model,
      model_id: id,
      experiment_id: parent,
      creation_timestamp_ms: created,
      last_updated_timestamp_ms: updated,
      artifact_uri: `${artifactRoot(parent)}/models/${id}/artifacts`,
      tags,
    },
    data: { params, metrics: [] },
  };
}

function merged(held: Pairs, given: Pairs): Pairs {
  return [...new Map([...held, ...given].map(({ key, value }) => [key, value]))].map(([key, value]) => ({
    key,
    value,
  }));
}

function valueOf({ id, created, body }: Document, entity: string, key: string): string | number | undefined {
  const model = body as unknown as LoggedModel;
  if (entity === "tags" || entity === "params") return model[entity].find((pair) => pair.key === key)?.value;
  return {
    name: model.name,
    model_id: id,
    model_type: model.model_type,
    status: model.status,
    source_run_id: model.source_run_id,
    creation_timestamp: created,
  }[key];
}
