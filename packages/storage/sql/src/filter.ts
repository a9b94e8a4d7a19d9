import { TandemError, type Comparison, type Filter, type TableLayout } from "@tandem/core";
import { sql, type RawBuilder } from "kysely";
import type { SqlFlavour } from "./flavour.ts";

/**
 * A filter as an SQL condition that is true or false, never null: every comparison of a missing value is false, so that
 * `not` is the plain complement. Values are always bound, never written into the text.
 * @throws TandemError `table/no-such-column`, `storage/unsupported` for more comparisons than a statement can hold
 */
export function sqlCondition(filter: Filter, layout: TableLayout, flavour: SqlFlavour): RawBuilder<boolean> {
  const comparisons = countOf(filter);
  if (comparisons <= flavour.maxParameters) return conditionOf(filter, layout, flavour);
  const what = `filter by ${comparisons} comparisons at once (give many values of one column to "in")`;
  throw new TandemError("storage/unsupported", { technology: flavour.name, what });
}

function countOf(filter: Filter): number {
  if ("not" in filter) return countOf(filter.not);
  const parts = "all" in filter ? filter.all : "any" in filter ? filter.any : undefined;
  return parts ? parts.reduce((sum, part) => sum + countOf(part), 0) : 1;
}

function conditionOf(filter: Filter, layout: TableLayout, flavour: SqlFlavour): RawBuilder<boolean> {
  if ("all" in filter) return joined(filter.all, "and", sql`(1 = 1)`, layout, flavour);
  if ("any" in filter) return joined(filter.any, "or", sql`(1 = 0)`, layout, flavour);
  if ("not" in filter) return sql`(not ${conditionOf(filter.not, layout, flavour)})`;
  const [name, operator, value] = filter;
  const { type } = columnOf(layout, name);
  const column = sql.ref(name);
  const bound = (one: string | number | boolean) => flavour.toSql(one, type);
  if (operator === "missing") return value ? sql`(${column} is null)` : sql`(${column} is not null)`;
  const present = (condition: RawBuilder<unknown>) => sql<boolean>`(${column} is not null and ${condition})`;
  if (operator === "in") {
    const values = value as readonly (string | number | boolean)[];
    return values.length === 0 ? sql`(1 = 0)` : present(flavour.isOneOf(column, values.map(bound), type));
  }
  if (operator === "starts with") return present(flavour.startsWith(column, value as string));
  return present(sql`${column} ${comparison(operator, flavour)} ${bound(value as string | number | boolean)}`);
}

/** What becomes part of the statement's text is one of six, whatever a caller's types said. @throws TandemError `storage/unsupported` */
function comparison(operator: Comparison, flavour: SqlFlavour): RawBuilder<unknown> {
  if (["=", "!=", "<", "<=", ">", ">="].includes(operator)) return sql.raw(operator);
  throw new TandemError("storage/unsupported", { technology: flavour.name, what: `filter by "${operator as string}"` });
}

/** @throws TandemError `table/no-such-column` */
export function columnOf(layout: TableLayout, column: string): TableLayout["columns"][string] {
  if (Object.hasOwn(layout.columns, column)) return layout.columns[column]!;
  throw new TandemError("table/no-such-column", { table: layout.name, column, known: Object.keys(layout.columns) });
}

function joined(
  parts: readonly Filter[],
  by: "and" | "or",
  empty: RawBuilder<boolean>,
  layout: TableLayout,
  flavour: SqlFlavour,
): RawBuilder<boolean> {
  if (parts.length === 0) return empty;
  if (parts.length === 1) return conditionOf(parts[0]!, layout, flavour);
  const half = parts.length >> 1; // halves of halves, because databases limit how deep an expression may be
  const [left, right] = [parts.slice(0, half), parts.slice(half)].map((some) =>
    joined(some, by, empty, layout, flavour),
  );
  return sql`(${left} ${sql.raw(by)} ${right})`;
}
