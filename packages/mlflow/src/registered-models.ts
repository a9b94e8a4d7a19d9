import type { RegisteredModel, RegisteredVersion, Registry } from "@tandem/registry";
import { tagList, tagsOf } from "./experiments.ts";
import { holds, parseFilter } from "./filter.ts";
import { page } from "./pages.ts";
import { MlflowProblem, required } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";

const WHO = { author: "mlflow", why: "through MLflow's API" };

/** Tags of a model that are ours to keep: MLflow's stages and what its client says of a version. */
export function writtenVersion(version: RegisteredVersion) {
  const {
    "tandem.stage": stage = "None",
    "tandem.run-link": link = "",
    "tandem.model-id": model,
    ...tags
  } = version.tags;
  return {
    name: version.model,
    version: String(version.number),
    creation_timestamp: version.created,
    last_updated_timestamp: version.updated,
    current_stage: stage,
    description: version.description,
    user_id: version.author,
    source: version.source || `tandem:/${version.store}/${version.model}/${version.artifact}`,
    run_id: version.run ?? version.tags["tandem.run-id"] ?? "",
    run_link: link,
    status: "READY",
    tags: tagList(Object.fromEntries(Object.entries(tags).filter(([key]) => key !== "tandem.run-id"))),
    aliases: version.aliases,
    ...(model ? { model_id: model } : {}),
  };
}

export function registeredModelHandlers(registry: Registry): Handlers {
  const { versions, aliases } = registry;
  const find = async (name: string): Promise<RegisteredModel> => {
    const model = (await versions.models()).find((model) => model.name === name);
    if (!model) throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${name} not found`);
    return model;
  };
  const written = async (model: RegisteredModel) => {
    const all = await versions.list(model.name, { limit: 1_000 });
    const aliased = all.flatMap(({ number, aliases }) => aliases.map((alias) => ({ alias, version: String(number) })));
    return {
      name: model.name,
      creation_timestamp: model.created,
      last_updated_timestamp: model.updated,
      description: model.description,
      tags: tagList(model.tags),
      latest_versions: all.slice(0, 1).map(writtenVersion),
      aliases: aliased,
    };
  };
  const latest = async (request: Request) => ({
    model_versions: (await versions.list(required(request, "name"), { limit: 1 })).map(writtenVersion),
  });
  return {
    "POST registered-models/create": async (request) => {
      const name = required(request, "name");
      await versions.createModel(name, {
        description: String(request["description"] ?? ""),
        tags: tagsOf(request["tags"]),
      });
      return { registered_model: await written(await find(name)) };
    },
    "GET registered-models/get": async (request) => ({
      registered_model: await written(await find(required(request, "name"))),
    }),
    "PATCH registered-models/update": async (request) => {
      const name = required(request, "name");
      await versions.describeModel(name, { description: String(request["description"] ?? "") });
      return { registered_model: await written(await find(name)) };
    },
    "GET registered-models/search": async (request) => {
      const comparisons = parseFilter(request["filter"] as string | undefined);
      const value = (model: RegisteredModel, entity: string, key: string) =>
        entity === "tags" ? model.tags[key] : key === "name" ? model.name : undefined;
      const found = (await versions.models()).filter((model) =>
        comparisons.every((comparison) => holds(comparison, value(model, comparison.entity, comparison.key))),
      );
      const { rows, next } = page(found, request, 100);
      return { registered_models: await Promise.all(rows.map(written)), ...(next ? { next_page_token: next } : {}) };
    },
    "GET registered-models/get-latest-versions": latest,
    "POST registered-models/get-latest-versions": latest,
    "POST registered-models/set-tag": async (request) => {
      const { name, tags } = await find(required(request, "name"));
      await versions.describeModel(name, {
        tags: { ...tags, [required(request, "key")]: String(request["value"] ?? "") },
      });
      return {};
    },
    "DELETE registered-models/delete-tag": async (request) => {
      const { name, tags } = await find(required(request, "name"));
      const { [required(request, "key")]: _gone, ...rest } = tags;
      await versions.describeModel(name, { tags: rest });
      return {};
    },
    "POST registered-models/alias": async (request) => {
      await aliases.set(
        required(request, "name"),
        required(request, "alias"),
        Number(required(request, "version")),
        WHO,
      );
      return {};
    },
    "DELETE registered-models/alias": async (request) => {
      await aliases.remove(required(request, "name"), required(request, "alias"), WHO);
      return {};
    },
    "GET registered-models/alias": async (request) => {
      const name = required(request, "name");
      const number = await versions.numberOf(name, { alias: required(request, "alias") });
      return { model_version: writtenVersion(await versions.get(name, number)) };
    },
  };
}
