import { sql, type RawBuilder } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import { checkWord } from "./values.ts";

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** `like` tells case apart, `ilike` does so for letters beyond A to Z alone; % is any text, _ any one character. */
export type TextComparison = Comparison | "like" | "ilike";

type Ordered<V> = { readonly operator: Comparison; readonly value: V };
type Texts =
  | { readonly operator: TextComparison; readonly value: string }
  | { readonly operator: "in" | "not in"; readonly value: readonly string[] };
type Presence = { readonly operator: "there" | "missing"; readonly value?: undefined };

/**
 * `{ of: "metric", key: "rocAuc", operator: ">", value: 0.8 }`. A run that lacks the metric, parameter or tag holds up to
 * "missing" alone; a metric that is NaN is equal to NaN, and less or more than nothing.
 */
export type RunCondition =
  | ({ readonly of: "metric"; readonly key: string } & (Ordered<number> | Presence))
  | ({ readonly of: "parameter" | "tag"; readonly key: string } & (Texts | Presence))
  | ({ readonly of: "run"; readonly key: "name" | "status" | "author" | "id" } & (Texts | Presence))
  | ({ readonly of: "run"; readonly key: "started" | "ended" } & (Ordered<number> | Presence));

export interface RunOrder {
  readonly of: "metric" | "parameter" | "tag" | "run";
  readonly key: string;
  readonly descending?: boolean;
}

type Kind = RegistryDatabase["kind"];

const COLUMNS = ["id", "name", "status", "author", "started", "ended"];
const OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "like", "ilike", "in", "not in", "there", "missing"];

function checkField(of: RunOrder["of"], key: string): void {
  checkWord("what a run is searched by", of, ["run", ...Object.keys(TABLES)]);
  if (of === "run") checkWord("a field of runs", key, COLUMNS);
}

const TABLES = { metric: "latest_metrics", parameter: "parameters", tag: "run_tags" } as const;

/** A condition on a row of `runs`, true or false. */
export function conditionOf(condition: RunCondition, kind: Kind): RawBuilder<boolean> {
  const { of, key, operator } = condition;
  checkField(of, key);
  checkWord("an operator", operator, OPERATORS);
  if (of === "run") {
    const column = sql.ref(`runs.${key}`);
    if (operator === "there" || operator === "missing") return present(column, operator);
    return sql`(${column} is not null and ${compared(column, condition, kind)})`;
  }
  const entry = (holds: RawBuilder<unknown>) =>
    sql<boolean>`exists (select 1 from ${sql.table(TABLES[of])} as entry where entry.run = runs.id and entry.key = ${key} and ${holds})`;
  if (operator === "missing") return sql`(not ${entry(sql`1 = 1`)})`;
  if (operator === "there") return entry(sql`1 = 1`);
  return entry(compared(sql.ref("entry.value"), condition, kind));
}

/** Missing values last in either direction, and NaN before them. */
export function orderOf({ of, key, descending = false }: RunOrder): RawBuilder<unknown> {
  checkField(of, key);
  const direction = sql.raw(descending ? "desc" : "asc");
  if (of === "run") {
    const column = sql.ref(`runs.${key}`);
    return sql`${column} is null, ${column} ${direction}`;
  }
  const value = (what: "value" | "key") =>
    sql`(select ${sql.ref(`entry.${what}`)} from ${sql.table(TABLES[of])} as entry where entry.run = runs.id and entry.key = ${key})`;
  return sql`${value("key")} is null, ${value("value")} is null, ${value("value")} ${direction}`;
}

function present(column: RawBuilder<unknown>, operator: "there" | "missing"): RawBuilder<boolean> {
  return operator === "there" ? sql`(${column} is not null)` : sql`(${column} is null)`;
}

function compared(column: RawBuilder<unknown>, condition: RunCondition, kind: Kind): RawBuilder<boolean> {
  const { operator, value } = condition;
  if (operator === "in" || operator === "not in") return among(column, operator, value);
  if (operator === "like" || operator === "ilike") return alike(column, value, operator, kind);
  if (typeof value === "number") return numeric(column, operator as Comparison, value, kind);
  return sql`(${column} ${sql.raw(operator)} ${value})`;
}

/** NaN is kept as null, which SQL compares with nothing. */
function numeric(column: RawBuilder<unknown>, operator: Comparison, value: number, kind: Kind): RawBuilder<boolean> {
  if (Number.isNaN(value)) {
    if (operator === "=") return sql`(${column} is null)`;
    return operator === "!=" ? sql`(${column} is not null)` : sql`(1 = 0)`;
  }
  const wanted = kind === "postgres" ? sql`cast(${value} as double precision)` : sql`${value}`; // else a whole number
  if (operator === "!=") return sql`(${column} is null or ${column} != ${wanted})`;
  return sql`(${column} is not null and ${column} ${sql.raw(operator)} ${wanted})`;
}

function among(column: RawBuilder<unknown>, operator: "in" | "not in", values: readonly string[]): RawBuilder<boolean> {
  if (values.length === 0) return operator === "in" ? sql`(1 = 0)` : sql`(1 = 1)`;
  return sql`(${column} ${sql.raw(operator)} (${sql.join(values)}))`;
}

/** SQLite's own LIKE tells no case apart, so it is asked by GLOB; PostgreSQL's takes no escapes here. */
function alike(
  column: RawBuilder<unknown>,
  pattern: string,
  operator: "like" | "ilike",
  kind: Kind,
): RawBuilder<boolean> {
  const text = operator === "ilike" ? sql`lower(${column})` : column;
  const wanted = operator === "ilike" ? pattern.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : pattern;
  if (kind === "postgres") return sql`(${text} like ${wanted} escape '')`;
  const glob = wanted.replace(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?");
  return sql`(${text} glob ${glob})`;
}
