import type { RegisteredModel, RegisteredVersion, Registry } from "@tandem/registry";
import { attribute, integer, noSuchEntity, own, pairList, pairs, required, text, texts } from "./fields.ts";
import { holdsAll, parseFilter } from "./filter.ts";
import { sorted } from "./order.ts";
import { page } from "./pages.ts";
import { MlflowProblem } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";
import { latestVersions } from "./stages.ts";
import { writtenVersion } from "./written-version.ts";

const WHO = { author: "mlflow", why: "through MLflow's API" };

export function registeredModelHandlers(registry: Registry): Handlers {
  const { models } = registry;
  const reply = async (name: string) => ({ registered_model: await written(registry, await models.get(name)) });
  const latest = async (request: Request) => ({
    model_versions: (await latestVersions(registry, required(request, "name"), texts(request, "stages"))).map(
      writtenVersion,
    ),
  });
  return {
    "POST registered-models/create": async (request) => {
      const name = modelName(request, "name");
      await models.create(name, { description: text(request, "description"), tags: pairs(request, "tags") });
      return reply(name);
    },
    "GET registered-models/get": (request) => reply(required(request, "name")),
    "PATCH registered-models/update": async (request) => {
      const name = required(request, "name");
      await models.describe(name, { description: text(request, "description") });
      return reply(name);
    },
    "POST registered-models/rename": async (request) => {
      const name = modelName(request, "new_name");
      await models.rename(required(request, "name"), name);
      return reply(name);
    },
    "DELETE registered-models/delete": async (request) => {
      await models.delete(required(request, "name"), WHO);
      return {};
    },
    "GET registered-models/search": (request) => searchModels(registry, request),
    "GET registered-models/get-latest-versions": latest,
    "POST registered-models/get-latest-versions": latest,
    "POST registered-models/set-tag": async (request) => {
      const { name, tags } = await models.get(required(request, "name"));
      await models.describe(name, { tags: { ...tags, [required(request, "key")]: text(request, "value") } });
      return {};
    },
    "DELETE registered-models/delete-tag": async (request) => {
      const { name, tags } = await models.get(required(request, "name"));
      const { [required(request, "key")]: _gone, ...rest } = tags;
      await models.describe(name, { tags: rest });
      return {};
    },
    ...aliasHandlers(registry),
  };
}

function aliasHandlers({ aliases, versions }: Registry): Handlers {
  return {
    "POST registered-models/alias": async (request) => {
      await aliases.set(required(request, "name"), required(request, "alias"), integer(request, "version"), WHO);
      return {};
    },
    "DELETE registered-models/alias": async (request) => {
      await aliases.remove(required(request, "name"), required(request, "alias"), WHO);
      return {};
    },
    "GET registered-models/alias": async (request) => {
      const version = await versions.atAlias(required(request, "name"), required(request, "alias"));
      return { model_version: writtenVersion(version) };
    },
  };
}

/** A name that references like `models:/name/1` and `name@champion` can hold. */
function modelName(request: Request, field: string): string {
  const name = required(request, field);
  if (!/[/:@]/.test(name) && name.trim() === name) return name;
  throw new MlflowProblem(
    "INVALID_PARAMETER_VALUE",
    `Invalid name for registered model: '${name}'. It must not contain '/', ':' or '@' nor start or end with a space.`,
  );
}

async function written(registry: Registry, model: RegisteredModel) {
  const { name, created, updated, description, tags } = model;
  const latest: readonly RegisteredVersion[] = await latestVersions(registry, name, []);
  return {
    name,
    creation_timestamp: created,
    last_updated_timestamp: updated,
    description,
    tags: pairList(tags),
    latest_versions: latest.map(writtenVersion),
    aliases: (await registry.aliases.of(name)).map(({ alias, number }) => ({ alias, version: String(number) })),
  };
}

async function searchModels(registry: Registry, request: Request) {
  const comparisons = parseFilter(text(request, "filter"));
  const found = (await registry.models.list()).filter((model) => holdsAll(comparisons, model, valueOf));
  const { rows, next } = page(sorted(found, texts(request, "order_by"), valueOf), request, 100);
  return { registered_models: await Promise.all(rows.map((model) => written(registry, model))), ...next };
}

function valueOf({ name, created, updated, tags }: RegisteredModel, entity: string, key: string) {
  if (entity === "tags") return own(tags, key);
  if (entity !== "attributes") noSuchEntity(entity, ["attributes", "tags"]);
  return attribute({ name, creation_timestamp: created, last_updated_timestamp: updated, timestamp: updated }, key);
}
