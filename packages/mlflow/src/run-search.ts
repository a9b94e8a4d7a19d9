import type { RegisteredRun, Registry, RunCondition, RunOrder } from "@tandem/registry";
import { experimentNumber } from "./experiments.ts";
import { attribute, noSuchEntity, text, texts } from "./fields.ts";
import { holds, parseFilter, type Comparison } from "./filter.ts";
import { parseOrder } from "./order.ts";
import { pageOf, type NextPage } from "./pages.ts";
import { MlflowProblem } from "./problem.ts";
import type { Request } from "./routes.ts";

/** Runs by MLflow's search language, found, ordered and paged by the registry's database. */
export async function searchRuns(
  registry: Registry,
  request: Request,
): Promise<{ readonly rows: readonly RegisteredRun[]; readonly next: NextPage }> {
  const numbers = await Promise.all(texts(request, "experiment_ids").map((id) => experimentNumber(registry, id)));
  const found = await Promise.all(numbers.map((id) => registry.experiments.get(id).catch(() => undefined)));
  const experiments = found.flatMap((experiment) => experiment?.name ?? []);
  const view = text(request, "run_view_type", "ACTIVE_ONLY");
  const state = view === "ALL" ? "all" : view === "DELETED_ONLY" ? "deleted" : "active";
  const where = parseFilter(text(request, "filter")).map(conditionOf);
  const orderBy = texts(request, "order_by").map((clause): RunOrder => {
    const { entity, key, descending } = parseOrder(clause);
    return { ...fieldOf(entity, key), descending };
  });
  return pageOf(request, 1_000, (offset, limit) =>
    registry.searchRuns({ experiments, state, where, orderBy, offset, limit }),
  );
}

type Field = { readonly of: "metric" | "parameter" | "tag" | "run"; readonly key: string };

/** Attributes of a run by their names in the search language. */
const ATTRIBUTES = {
  run_id: "id",
  run_name: "name",
  "Run name": "name",
  "run name": "name",
  status: "status",
  start_time: "started",
  created: "started",
  Created: "started",
  end_time: "ended",
  user_id: "author",
} as const;

const STATUSES = ["running", "finished", "failed", "killed"] as const;

function fieldOf(entity: string, key: string): Field {
  switch (entity) {
    case "metrics":
      return { of: "metric", key };
    case "params":
      return { of: "parameter", key };
    case "tags":
      return key === "mlflow.runName" ? { of: "run", key: "name" } : { of: "tag", key };
    case "attributes":
      return { of: "run", key: String(attribute(ATTRIBUTES, key)) };
    default:
      return noSuchEntity(entity, ["metrics", "params", "tags", "attributes"]);
  }
}

/** @throws MlflowProblem where a number is compared as if it were text */
function conditionOf(comparison: Comparison): RunCondition {
  const { entity, key, operator, value } = comparison;
  const field = fieldOf(entity, key);
  if (operator === "IS NULL" || operator === "IS NOT NULL")
    return { ...field, operator: operator === "IS NULL" ? "missing" : "there" } as RunCondition;
  if (field.of === "run" && field.key === "status") {
    const alike = STATUSES.filter((status) => holds(comparison, status.toUpperCase()));
    return { of: "run", key: "status", operator: "in", value: alike };
  }
  const isNumber = field.of === "metric" || (field.of === "run" && ["started", "ended"].includes(field.key));
  if (!isNumber)
    return {
      ...field,
      operator: operator.toLowerCase(),
      value: Array.isArray(value) ? value : String(value),
    } as RunCondition;
  if (operator === "LIKE" || operator === "ILIKE" || operator === "IN" || operator === "NOT IN")
    throw new MlflowProblem(
      "INVALID_PARAMETER_VALUE",
      `Invalid comparison operator ${operator} for ${entity}.${key}, which is a number.`,
    );
  return { ...field, operator, value: numberOf(value, comparison) } as RunCondition;
}

function numberOf(value: Comparison["value"], { entity, key }: Comparison): number {
  const number = Number(value);
  if (!Number.isNaN(number) || value === "NaN") return number;
  throw new MlflowProblem("INVALID_PARAMETER_VALUE", `${entity}.${key} is a number and cannot be '${String(value)}'.`);
}
