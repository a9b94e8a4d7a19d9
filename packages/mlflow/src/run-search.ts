import type { RegisteredRun, Registry } from "@tandem/registry";
import { experimentNumber } from "./experiments.ts";
import { attribute, noSuchEntity, text, texts } from "./fields.ts";
import { holdsAll, parseFilter } from "./filter.ts";
import { sorted } from "./order.ts";
import { page, type NextPage } from "./pages.ts";
import type { Request } from "./routes.ts";

/** Runs by MLflow's search language. The registry narrows by experiment; the rest is compared here, a page at a time. */
export async function searchRuns(
  registry: Registry,
  request: Request,
): Promise<{ readonly rows: readonly RegisteredRun[]; readonly next: NextPage }> {
  const numbers = await Promise.all(texts(request, "experiment_ids").map((id) => experimentNumber(registry, id)));
  const found = await Promise.all(numbers.map((id) => registry.experiments.get(id).catch(() => undefined)));
  const experiments = found.flatMap((experiment) => experiment?.name ?? []);
  const view = text(request, "run_view_type", "ACTIVE_ONLY");
  const state = view === "ALL" ? "all" : view === "DELETED_ONLY" ? "deleted" : "active";
  const comparisons = parseFilter(text(request, "filter"));
  const runs: RegisteredRun[] = [];
  for (let offset = 0; ; offset += 1_000) {
    const part = await registry.searchRuns({ experiments, state, limit: 1_000, offset });
    runs.push(...part.filter((run) => holdsAll(comparisons, run, valueOf)));
    if (part.length < 1_000) break;
  }
  return page(sorted(runs, texts(request, "order_by"), valueOf), request);
}

function valueOf(run: RegisteredRun, entity: string, key: string): string | number | undefined {
  switch (entity) {
    case "metrics":
      return run.metrics[key];
    case "params":
      return run.parameters[key];
    case "tags":
      return key === "mlflow.runName" ? run.name : run.tags[key];
    case "attributes":
      return attribute(attributesOf(run), key);
    default:
      return noSuchEntity(entity, ["metrics", "params", "tags", "attributes"]);
  }
}

function attributesOf(run: RegisteredRun) {
  return {
    run_id: run.id,
    run_name: run.name,
    "Run name": run.name,
    "run name": run.name,
    status: run.status.toUpperCase(),
    start_time: run.started,
    created: run.started,
    Created: run.started,
    end_time: run.ended,
    user_id: run.author,
  };
}
