import type { ExpressionBuilder, SqlBool, Expression } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import type { RegisteredRun, Runs } from "./runs.ts";
import type { Tables } from "./tables.ts";

export type RunComparison = "=" | "!=" | "<" | "<=" | ">" | ">=" | "like";

/** `{ of: "metric", key: "rocAuc", operator: ">", value: 0.8 }`; `like` takes SQL's % and _. */
export type RunCondition =
  | {
      readonly of: "metric";
      readonly key: string;
      readonly operator: Exclude<RunComparison, "like">;
      readonly value: number;
    }
  | {
      readonly of: "parameter" | "tag";
      readonly key: string;
      readonly operator: "=" | "!=" | "like";
      readonly value: string;
    }
  | {
      readonly of: "run";
      readonly key: "name" | "status" | "author" | "id";
      readonly operator: "=" | "!=" | "like";
      readonly value: string;
    }
  | {
      readonly of: "run";
      readonly key: "started" | "ended";
      readonly operator: Exclude<RunComparison, "like">;
      readonly value: number;
    };

export interface RunQuery {
  /** Names of experiments; default all. */
  readonly experiments?: readonly string[];
  /** All must hold; a run that lacks the metric, parameter or tag does not match. */
  readonly where?: readonly RunCondition[];
  /** Default: newest first. Runs that lack the metric come last. */
  readonly orderBy?: {
    readonly of: "metric" | "parameter" | "tag" | "run";
    readonly key: string;
    readonly descending?: boolean;
  };
  readonly state?: "active" | "deleted" | "all";
  /** Default 100. */
  readonly limit?: number;
  readonly offset?: number;
}

type Where = ExpressionBuilder<Tables, "runs">;

const tableOf = { metric: "latest_metrics", parameter: "parameters", tag: "run_tags" } as const;

export async function searchRuns(
  database: RegistryDatabase,
  runs: Runs,
  query: RunQuery = {},
): Promise<readonly RegisteredRun[]> {
  const {
    experiments,
    where = [],
    orderBy = { of: "run", key: "started", descending: true },
    state = "active",
    limit = 100,
    offset = 0,
  } = query;
  let select = database.db.selectFrom("runs").selectAll("runs");
  if (state !== "all") select = select.where("runs.state", "=", state);
  if (experiments) {
    if (experiments.length === 0) return [];
    select = select.where("runs.experiment", "in", (from) =>
      from.selectFrom("experiments").select("experiments.id").where("experiments.name", "in", experiments),
    );
  }
  for (const condition of where) select = select.where((from) => conditionOf(from, condition));
  const direction = orderBy.descending ? "desc" : "asc";
  if (orderBy.of === "run") select = select.orderBy(`runs.${orderBy.key as "started"}`, direction);
  else {
    const { of, key } = orderBy;
    const value = (from: Where) =>
      from.selectFrom(tableOf[of]).select("value").where("key", "=", key).whereRef("run", "=", "runs.id");
    select = select.orderBy((from) => from(value(from), "is", null)).orderBy((from) => value(from), direction);
  }
  return runs.describe(await select.orderBy("runs.id").limit(limit).offset(offset).execute());
}

function conditionOf(from: Where, condition: RunCondition): Expression<SqlBool> {
  const { of, key, operator, value } = condition;
  if (of === "run") return from(`runs.${key as "name"}`, operator, value as string);
  return from.exists(
    from
      .selectFrom(tableOf[of])
      .select("key")
      .where("key", "=", key)
      .whereRef("run", "=", "runs.id")
      .where("value", operator, value as never),
  );
}
