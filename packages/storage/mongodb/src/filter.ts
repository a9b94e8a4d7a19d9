import { TandemError, type Filter, type TableLayout } from "@tandem/core";
import type { Filter as Condition } from "mongodb";
import type { Held } from "./connection.ts";
import { fieldOf, heldCell } from "./fields.ts";
import { escaped } from "./key-values.ts";

const COMPARISONS = { "=": "$eq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte" } as const;

/**
 * A filter as a query. Comparisons look at values of their own type alone, so none holds for a missing value; `!=` says so
 * itself, and `not` is the plain complement. @throws TandemError `table/no-such-column`
 */
export function conditionOf(filter: Filter, layout: TableLayout): Condition<Held> {
  if ("all" in filter) return joined("$and", filter.all, layout);
  if ("any" in filter) return joined("$or", filter.any, layout);
  if ("not" in filter) return { $nor: [conditionOf(filter.not, layout)] };
  const [column, operator, value] = filter;
  knownColumn(layout, column);
  return { [fieldOf(column)]: comparison(layout, column, operator, value) };
}

/** @throws TandemError `table/no-such-column` */
export function knownColumn(layout: TableLayout, column: string): void {
  if (Object.hasOwn(layout.columns, column)) return;
  throw new TandemError("table/no-such-column", { table: layout.name, column, known: Object.keys(layout.columns) });
}

type Leaf = Exclude<Filter, { readonly all: unknown } | { readonly any: unknown } | { readonly not: unknown }>;

function comparison(layout: TableLayout, column: string, operator: Leaf[1], value: Leaf[2]): object {
  const held = (one: string | number | boolean) => heldCell(layout, column, one);
  switch (operator) {
    case "missing":
      return value ? { $eq: null } : { $ne: null };
    case "in":
      return { $in: (value as readonly (string | number | boolean)[]).map(held) };
    case "starts with":
      return { $regex: `^${escaped(value as string)}` };
    case "!=":
      return { $nin: [held(value as string), null] };
    default:
      if (!Object.hasOwn(COMPARISONS, operator))
        throw new TandemError("storage/unsupported", {
          technology: "mongodb",
          what: `filter by "${operator as string}"`,
        });
      return { [COMPARISONS[operator]]: held(value as string | number | boolean) };
  }
}

/** MongoDB refuses to join nothing; every document has an `_id`, and none lacks it. */
function joined(by: "$and" | "$or", parts: readonly Filter[], layout: TableLayout): Condition<Held> {
  if (parts.length === 0) return { _id: { $exists: by === "$and" } };
  return { [by]: parts.map((part) => conditionOf(part, layout)) };
}
