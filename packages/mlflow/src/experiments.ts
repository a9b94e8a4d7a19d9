import type { Experiment, Registry } from "@tandem/registry";
import { attribute, noSuchEntity, own, pairList, pairs, required, text, texts } from "./fields.ts";
import { holdsAll, parseFilter } from "./filter.ts";
import { sorted } from "./order.ts";
import { page } from "./pages.ts";
import { MlflowProblem } from "./problem.ts";
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

function written(experiment: Experiment) {
  const id = experimentId(experiment);
  return {
    experiment_id: id,
    name: experiment.name,
    artifact_location: artifactRoot(id),
    lifecycle_stage: experiment.state,
    creation_time: experiment.created,
    last_update_time: experiment.updated,
    tags: pairList(experiment.tags),
  };
}

export function experimentHandlers(registry: Registry): Handlers {
  const { experiments } = registry;
  const find = async (request: Request) =>
    experiments.get(await experimentNumber(registry, required(request, "experiment_id")));
  const change = async (
    request: Request,
    next: (experiment: Experiment) => Parameters<typeof experiments.update>[1],
  ) => {
    const experiment = await find(request);
    await experiments.update(experiment.id, next(experiment));
    return {};
  };
  const search = (request: Request) => searchExperiments(registry, request);
  return {
    "POST experiments/create": async (request) => ({
      experiment_id: experimentId(await experiments.create(required(request, "name"), pairs(request, "tags"))),
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
    "POST experiments/delete": (request) => change(request, () => ({ state: "deleted" })),
    "POST experiments/restore": (request) => change(request, () => ({ state: "active" })),
    "POST experiments/update": (request) => change(request, () => ({ name: required(request, "new_name") })),
    "POST experiments/set-experiment-tag": (request) =>
      change(request, ({ tags }) => ({ tags: { ...tags, [required(request, "key")]: text(request, "value") } })),
    "POST experiments/delete-experiment-tag": (request) =>
      change(request, ({ tags }) => {
        const { [required(request, "key")]: _gone, ...rest } = tags;
        return { tags: rest };
      }),
  };
}

async function searchExperiments(registry: Registry, request: Request) {
  const view = text(request, "view_type", "ACTIVE_ONLY");
  const wanted = view === "ALL" ? undefined : view === "DELETED_ONLY" ? "deleted" : "active";
  const comparisons = parseFilter(text(request, "filter"));
  await experimentNumber(registry, "0");
  const found = (await registry.experiments.list())
    .filter(({ state }) => wanted === undefined || state === wanted)
    .filter((experiment) => holdsAll(comparisons, experiment, valueOf));
  const { rows, next } = page(sorted(found, texts(request, "order_by"), valueOf), request);
  return { experiments: rows.map(written), ...next };
}

function valueOf(experiment: Experiment, entity: string, key: string): string | number | undefined {
  const { id, name, created, updated, tags } = experiment;
  if (entity === "tags") return own(tags, key);
  if (entity !== "attributes") noSuchEntity(entity, ["attributes", "tags"]);
  return attribute({ name, creation_time: created, last_update_time: updated, experiment_id: id }, key);
}
