import type { Experiment, Registry } from "@tandem/registry";
import { holds, parseFilter } from "./filter.ts";
import { page } from "./pages.ts";
import { MlflowProblem, required } from "./problem.ts";
import type { Handlers, Request } from "./routes.ts";

/** MLflow's clients log to experiment 0, "Default", unless told otherwise; here it is the one of that name. */
const DEFAULT = "Default";

export async function experimentNumber(registry: Registry, id: string): Promise<number> {
  if (id === "0")
    return ((await registry.experiments.named(DEFAULT)) ?? (await registry.experiments.create(DEFAULT))).id;
  if (!/^[0-9]{1,15}$/.test(id)) throw new MlflowProblem("INVALID_PARAMETER_VALUE", `'${id}' is no experiment id`);
  return Number(id);
}

export function experimentId({ id, name }: Pick<Experiment, "id" | "name">): string {
  return name === DEFAULT ? "0" : String(id);
}

export function artifactRoot(experiment: string): string {
  return `mlflow-artifacts:/${experiment}`;
}

export function tagsOf(given: unknown): Record<string, string> {
  return Object.fromEntries(
    ((given ?? []) as readonly { readonly key: string; readonly value?: string }[]).map(({ key, value }) => [
      key,
      value ?? "",
    ]),
  );
}
export function tagList(
  tags: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

function written(experiment: Experiment) {
  const id = experimentId(experiment);
  return {
    experiment_id: id,
    name: experiment.name,
    artifact_location: artifactRoot(id),
    lifecycle_stage: experiment.state,
    creation_time: experiment.created,
    last_update_time: experiment.updated,
    tags: tagList(experiment.tags),
  };
}

export function experimentHandlers(registry: Registry): Handlers {
  const { experiments } = registry;
  const find = async (request: Request) =>
    experiments.get(await experimentNumber(registry, required(request, "experiment_id")));
  const search = async (request: Request) => {
    const view = String(request["view_type"] ?? "ACTIVE_ONLY");
    const wanted = view === "ALL" ? undefined : view === "DELETED_ONLY" ? "deleted" : "active";
    const comparisons = parseFilter(request["filter"] as string | undefined);
    await experimentNumber(registry, "0");
    const found = (await experiments.list())
      .filter(({ state }) => wanted === undefined || state === wanted)
      .filter((experiment) =>
        comparisons.every((comparison) => holds(comparison, valueOf(experiment, comparison.entity, comparison.key))),
      );
    const { rows, next } = page(found, request);
    return { experiments: rows.map(written), ...(next ? { next_page_token: next } : {}) };
  };
  return {
    "POST experiments/create": async (request) => ({
      experiment_id: experimentId(await experiments.create(required(request, "name"), tagsOf(request["tags"]))),
    }),
    "POST experiments/search": search,
    "GET experiments/search": search,
    "GET experiments/get": async (request) => ({ experiment: written(await find(request)) }),
    "GET experiments/get-by-name": async (request) => {
      const name = required(request, "experiment_name");
      if (name === DEFAULT) await experimentNumber(registry, "0");
      const experiment = await experiments.named(name);
      if (!experiment)
        throw new MlflowProblem("RESOURCE_DOES_NOT_EXIST", `Could not find experiment with name '${name}'`);
      return { experiment: written(experiment) };
    },
    "POST experiments/delete": async (request) => {
      await experiments.update((await find(request)).id, { state: "deleted" });
      return {};
    },
    "POST experiments/restore": async (request) => {
      await experiments.update((await find(request)).id, { state: "active" });
      return {};
    },
    "POST experiments/update": async (request) => {
      await experiments.update((await find(request)).id, { name: required(request, "new_name") });
      return {};
    },
    "POST experiments/set-experiment-tag": async (request) => {
      const { id, tags } = await find(request);
      await experiments.update(id, { tags: { ...tags, [required(request, "key")]: String(request["value"] ?? "") } });
      return {};
    },
    "POST experiments/delete-experiment-tag": async (request) => {
      const { id, tags } = await find(request);
      const { [required(request, "key")]: _gone, ...rest } = tags;
      await experiments.update(id, { tags: rest });
      return {};
    },
  };
}

function valueOf(experiment: Experiment, entity: string, key: string): string | number | undefined {
  if (entity === "tags") return experiment.tags[key];
  return { name: experiment.name, creation_time: experiment.created, last_update_time: experiment.updated }[key];
}
