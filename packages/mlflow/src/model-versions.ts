import { TandemError } from "@tandem/core";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { attribute, integer, noSuchEntity, own, pairs, required, text, texts } from "./fields.ts";
import { holdsAll, parseFilter, type Comparison } from "./filter.ts";
import { modelOf } from "./logged-model.ts";
import { sorted } from "./order.ts";
import { pageOf } from "./pages.ts";
import type { Handlers, Request } from "./routes.ts";
import { downloadUri, loggedModelAt } from "./sources.ts";
import { moveToStage, stageNamed } from "./stages.ts";
import { TAGS, visibleTags, writtenVersion } from "./written-version.ts";

export function modelVersionHandlers(registry: Registry): Handlers {
  const { versions } = registry;
  const named = (request: Request) => [required(request, "name"), integer(request, "version")] as const;
  const reply = async (model: string, number: number) => ({
    model_version: writtenVersion(await versions.get(model, number)),
  });
  return {
    "POST model-versions/create": async (request) => ({
      model_version: writtenVersion(await createVersion(registry, request)),
    }),
    "GET model-versions/get": (request) => reply(...named(request)),
    "PATCH model-versions/update": async (request) => {
      const [model, number] = named(request);
      await versions.describeVersion(model, number, text(request, "description"));
      return reply(model, number);
    },
    "DELETE model-versions/delete": async (request) => {
      await versions.delete(...named(request));
      return {};
    },
    "GET model-versions/search": (request) => searchVersions(registry, request),
    "GET model-versions/get-download-uri": async (request) => ({
      artifact_uri: await downloadUri(registry, await versions.get(...named(request))),
    }),
    "POST model-versions/set-tag": async (request) => {
      await versions.setTags(...named(request), { [required(request, "key")]: text(request, "value") });
      return {};
    },
    "DELETE model-versions/delete-tag": async (request) => {
      await versions.deleteTag(...named(request), required(request, "key"));
      return {};
    },
    "POST model-versions/transition-stage": async (request) => {
      const [model, number] = named(request);
      const archive = text(request, "archive_existing_versions") === "true";
      await moveToStage(registry, model, number, stageNamed(required(request, "stage")), archive);
      return reply(model, number);
    },
  };
}

async function createVersion(registry: Registry, request: Request): Promise<RegisteredVersion> {
  const { name: model } = await registry.models.get(required(request, "name"));
  const source = required(request, "source");
  const logged = await loggedModelAt(registry, source);
  const run = text(request, "run_id") || ((logged && modelOf(logged).source_run_id) ?? "");
  const known = run !== "" && (await isRun(registry, run));
  const [link, id] = [text(request, "run_link"), text(request, "model_id") || (logged?.id ?? "")];
  return registry.versions.register({
    model,
    artifact: source,
    store: "mlflow",
    source,
    ...(known ? { run } : {}),
    author: "mlflow",
    description: text(request, "description"),
    tags: {
      ...pairs(request, "tags"),
      ...(run && !known ? { [TAGS.runId]: run } : {}),
      ...(link ? { [TAGS.runLink]: link } : {}),
      ...(id ? { [TAGS.modelId]: id } : {}),
    },
  });
}

/** Whether a run is one of ours: a version may also come from a run of another server. */
function isRun(registry: Registry, run: string): Promise<boolean> {
  return registry.runs.get(run).then(
    () => true,
    () => false,
  );
}

/** Where nothing but the name of the model is asked for, no more versions are read than the page needs. */
async function searchVersions(registry: Registry, request: Request) {
  const comparisons = parseFilter(text(request, "filter"));
  const orders = texts(request, "order_by");
  const plain = orders.length === 0 && comparisons.every(aboutName);
  const models = namesIn(comparisons) ?? (await registry.models.list()).map(({ name }) => name);
  const { rows, next } = await pageOf(request, 10_000, async (offset, length) => {
    const limit = plain ? offset + length : Number.MAX_SAFE_INTEGER;
    const all = await Promise.all(models.map((model) => registry.versions.list(model, { limit }).catch(noneOfNone)));
    const found = all.flat().filter((version) => holdsAll(comparisons, version, valueOf));
    return sorted(found, orders, valueOf).slice(offset, offset + length);
  });
  return { model_versions: rows.map(writtenVersion), ...next };
}

/** A model that is not there has no versions. */
function noneOfNone(error: unknown): readonly RegisteredVersion[] {
  if (TandemError.is(error, "registry/no-such-model")) return [];
  throw error;
}

function aboutName({ entity, key }: Comparison): boolean {
  return entity === "attributes" && key === "name";
}

/** The models that a filter is about, where it says so. */
function namesIn(comparisons: readonly Comparison[]): readonly string[] | undefined {
  const about = comparisons.find(
    (comparison) => aboutName(comparison) && (comparison.operator === "=" || comparison.operator === "IN"),
  );
  if (!about) return undefined;
  return Array.isArray(about.value) ? [...new Set(about.value as readonly string[])] : [String(about.value)];
}

function valueOf(version: RegisteredVersion, entity: string, key: string): string | number | undefined {
  if (entity === "tags") return own(visibleTags(version), key);
  if (entity !== "attributes") noSuchEntity(entity, ["attributes", "tags"]);
  if (key === "name") return version.model;
  const { source, run_id } = writtenVersion(version);
  return attribute(
    {
      name: version.model,
      run_id: run_id || undefined,
      source_path: source,
      version_number: version.number,
      version: version.number,
      creation_timestamp: version.created,
      last_updated_timestamp: version.updated,
    },
    key,
  );
}
