import type { RegisteredVersion, Registry } from "@tandem/registry";
import { tagsOf } from "./experiments.ts";
import { holds, parseFilter } from "./filter.ts";
import { page } from "./pages.ts";
import { MlflowProblem, required } from "./problem.ts";
import { writtenVersion } from "./registered-models.ts";
import type { Handlers, Request } from "./routes.ts";

const STAGES = ["None", "Staging", "Production", "Archived"];

export function modelVersionHandlers(registry: Registry): Handlers {
  const { versions } = registry;
  const numberOf = (request: Request): readonly [string, number] => {
    const version = required(request, "version");
    if (!/^[0-9]{1,15}$/.test(version))
      throw new MlflowProblem("INVALID_PARAMETER_VALUE", "Model version must be an integer");
    return [required(request, "name"), Number(version)];
  };
  const reply = async (model: string, number: number) => ({
    model_version: writtenVersion(await versions.get(model, number)),
  });
  return {
    "POST model-versions/create": async (request) => {
      const model = required(request, "name");
      const source = required(request, "source");
      if (!(await versions.models()).some(({ name }) => name === model))
        throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${model} not found`);
      const run = String(request["run_id"] ?? "");
      const known =
        run !== "" &&
        (await registry.runs.get(run).then(
          () => true,
          () => false,
        ));
      const made = await versions.register({
        model,
        artifact: source,
        store: "mlflow",
        source,
        ...(known ? { run } : {}),
        author: "mlflow",
        description: String(request["description"] ?? ""),
        tags: {
          ...tagsOf(request["tags"]),
          ...(run && !known ? { "tandem.run-id": run } : {}),
          ...(request["run_link"] ? { "tandem.run-link": String(request["run_link"]) } : {}),
          ...(request["model_id"] ? { "tandem.model-id": String(request["model_id"]) } : {}),
        },
      });
      return { model_version: writtenVersion(made) };
    },
    "GET model-versions/get": async (request) => reply(...numberOf(request)),
    "PATCH model-versions/update": async (request) => {
      const [model, number] = numberOf(request);
      await versions.describeVersion(model, number, String(request["description"] ?? ""));
      return reply(model, number);
    },
    "DELETE model-versions/delete": async (request) => {
      const [model, number] = numberOf(request);
      await registry.forget([await versions.get(model, number)]);
      const kept = await versions.get(model, number).catch(() => undefined);
      if (kept)
        throw new MlflowProblem(
          "INVALID_STATE",
          `${model} version ${number} is needed by an alias, its history, predictions or another version and cannot be deleted`,
        );
      return {};
    },
    "GET model-versions/search": async (request) => {
      const comparisons = parseFilter(request["filter"] as string | undefined);
      const named = comparisons.find(
        ({ entity, key, operator }) => entity === "attributes" && key === "name" && operator === "=",
      );
      const models = named ? [String(named.value)] : (await versions.models()).map(({ name }) => name);
      const all = (
        await Promise.all(models.map((model) => versions.list(model, { limit: 200_000 }).catch(() => [])))
      ).flat();
      const found = all.filter((version) =>
        comparisons.every((comparison) => holds(comparison, valueOf(version, comparison.entity, comparison.key))),
      );
      const { rows, next } = page(found, request, 10_000);
      return { model_versions: rows.map(writtenVersion), ...(next ? { next_page_token: next } : {}) };
    },
    "GET model-versions/get-download-uri": async (request) => ({
      artifact_uri: writtenVersion(await versions.get(...numberOf(request))).source,
    }),
    "POST model-versions/set-tag": async (request) => {
      const [model, number] = numberOf(request);
      await versions.setTags(model, number, { [required(request, "key")]: String(request["value"] ?? "") });
      return {};
    },
    "DELETE model-versions/delete-tag": async (request) => {
      const [model, number] = numberOf(request);
      await versions.deleteTag(model, number, required(request, "key"));
      return {};
    },
    "POST model-versions/transition-stage": async (request) => {
      const [model, number] = numberOf(request);
      const stage = STAGES.find((stage) => stage.toLowerCase() === required(request, "stage").toLowerCase());
      if (!stage)
        throw new MlflowProblem(
          "INVALID_PARAMETER_VALUE",
          `Invalid Model Version stage: ${String(request["stage"])}. Value must be one of ${STAGES.join(", ")}.`,
        );
      if (request["archive_existing_versions"] === true || request["archive_existing_versions"] === "true")
        for (const other of await versions.list(model, { limit: 200_000 }))
          if (other.tags["tandem.stage"] === stage && other.number !== number)
            await versions.setTags(model, other.number, { "tandem.stage": "Archived" });
      await versions.setTags(model, number, { "tandem.stage": stage });
      return reply(model, number);
    },
  };
}

function valueOf(version: RegisteredVersion, entity: string, key: string): string | number | undefined {
  if (entity === "tags") return version.tags[key];
  const written = writtenVersion(version);
  return {
    name: written.name,
    run_id: written.run_id || undefined,
    source_path: written.source,
    version_number: version.number,
    version: version.number,
  }[key];
}
