import type { RegisteredRun, Registry } from "@tandem/registry";
import { experimentNumber } from "./experiments.ts";
import { holds, parseFilter } from "./filter.ts";
import { pageSize, pageStart } from "./pages.ts";
import { MlflowProblem } from "./problem.ts";
import type { Request } from "./routes.ts";

/** Runs by MLflow's search language. The registry narrows by experiment; the rest is compared here, a page at a time. */
export async function searchRuns(
  registry: Registry,
  request: Request,
): Promise<{ readonly found: readonly RegisteredRun[]; readonly next: string | undefined }> {
  const numbers = await Promise.all(
    ((request["experiment_ids"] ?? []) as readonly string[]).map((id) => experimentNumber(registry, id)),
  );
  const names = (await Promise.all(numbers.map((id) => registry.experiments.get(id).catch(() => undefined)))).flatMap(
    (experiment) => experiment?.name ?? [],
  );
  const view = String(request["run_view_type"] ?? "ACTIVE_ONLY");
  const state = view === "ALL" ? "all" : view === "DELETED_ONLY" ? "deleted" : "active";
  const comparisons = parseFilter(request["filter"] as string | undefined);
  const runs: RegisteredRun[] = [];
  for (let offset = 0; ; offset += 1_000) {
    const part = await registry.searchRuns({ experiments: names, state, limit: 1_000, offset });
    runs.push(
      ...part.filter((run) =>
        comparisons.every((comparison) => holds(comparison, valueOf(run, comparison.entity, comparison.key))),
      ),
    );
    if (part.length < 1_000) break;
  }
  const order = ((request["order_by"] ?? []) as readonly string[]).map(orderOf);
  if (order.length > 0) runs.sort((a, b) => order.reduce((result, by) => result || by(a, b), 0));
  const [start, size] = [pageStart(request), pageSize(request, 1_000)];
  return {
    found: runs.slice(start, start + size),
    next: start + size < runs.length ? String(start + size) : undefined,
  };
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
      return {
        run_id: run.id,
        run_name: run.name,
        "Run name": run.name,
        status: run.status.toUpperCase(),
        start_time: run.started,
        created: run.started,
        end_time: run.ended,
        user_id: run.author,
      }[key];
    default:
      throw new MlflowProblem(
        "INVALID_PARAMETER_VALUE",
        `Invalid entity type '${entity}'. Valid values are 'metrics', 'params', 'tags' and 'attributes'.`,
      );
  }
}

/** `metrics.auc DESC`: missing values come last, as in MLflow. */
function orderOf(text: string): (a: RegisteredRun, b: RegisteredRun) => number {
  const match = /^\s*(.+?)(?:\s+(ASC|DESC))?\s*$/i.exec(text);
  const [comparison] = parseFilter(`${match?.[1] ?? ""} IS NULL`);
  const sign = match?.[2]?.toUpperCase() === "DESC" ? -1 : 1;
  const { entity, key } = comparison!;
  return (a, b) => {
    const [x, y] = [valueOf(a, entity, key), valueOf(b, entity, key)];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
    return x < y ? -sign : x > y ? sign : 0;
  };
}
