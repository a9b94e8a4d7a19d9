import type { RegistryDatabase } from "./database.ts";
import { conditionOf, orderOf, type RunCondition, type RunOrder } from "./run-conditions.ts";
import type { RegisteredRun } from "./run.ts";
import type { Runs } from "./runs.ts";
import { checkCount } from "./values.ts";

export interface RunQuery {
  /** Names of experiments; default all. */
  readonly experiments?: readonly string[];
  /** All must hold. */
  readonly where?: readonly RunCondition[];
  /** Default, and where runs are equal: newest first. Runs that lack the value come last. */
  readonly orderBy?: RunOrder | readonly RunOrder[];
  /** Default "active". */
  readonly state?: "active" | "deleted" | "all";
  /** Default 100. */
  readonly limit?: number;
  readonly offset?: number;
}

/** Runs whose entries are read by one statement each. */
const PART = 1_000;

export async function searchRuns(
  database: RegistryDatabase,
  runs: Runs,
  query: RunQuery = {},
): Promise<readonly RegisteredRun[]> {
  const { experiments, where = [], orderBy = [], state = "active", limit = 100, offset = 0 } = query;
  checkCount("limit", limit);
  checkCount("offset", offset);
  let select = database.db.selectFrom("runs").selectAll("runs");
  if (state !== "all") select = select.where("runs.state", "=", state);
  if (experiments) {
    if (experiments.length === 0) return [];
    select = select.where("runs.experiment", "in", (from) =>
      from.selectFrom("experiments").select("experiments.id").where("experiments.name", "in", experiments),
    );
  }
  for (const condition of where) select = select.where(conditionOf(condition, database.kind));
  const orders = "of" in orderBy ? [orderBy] : orderBy;
  for (const order of orders) select = select.orderBy(orderOf(order));
  select = select.orderBy("runs.started", "desc").orderBy("runs.id");
  const rows = await select.limit(limit).offset(offset).execute();
  const found: RegisteredRun[] = [];
  for (let start = 0; start < rows.length; start += PART)
    found.push(...(await runs.describe(rows.slice(start, start + PART))));
  return found;
}
