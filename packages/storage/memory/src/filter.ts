import type { Filter, Json, Row, TableQuery } from "@tandem/core";

/** Whether a row is one of those a filter names. */
export function matches(filter: Filter, row: Row): boolean {
  if ("all" in filter) return filter.all.every((part) => matches(part, row));
  if ("any" in filter) return filter.any.some((part) => matches(part, row));
  if ("not" in filter) return !matches(filter.not, row);
  const [column, operator, wanted] = filter;
  const value = row[column] ?? null;
  if (operator === "missing") return (value === null) === wanted;
  if (value === null) return false;
  switch (operator) {
    case "in":
      return (wanted as readonly Json[]).includes(value);
    case "starts with":
      return typeof value === "string" && value.startsWith(wanted as string);
    case "=":
      return value === wanted;
    case "!=":
      return value !== wanted;
    default:
      return typeof value === typeof wanted && ordered(operator, compareValues(value, wanted as Json));
  }
}

function ordered(operator: "<" | "<=" | ">" | ">=", order: number): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/** Orders rows by the query's columns, missing values last in either direction, then by key. */
export function compareRows(
  orderBy: NonNullable<TableQuery["orderBy"]>,
  key: readonly string[],
): (a: Row, b: Row) => number {
  const columns = [...orderBy, ...key.map((column) => ({ column, descending: false }))];
  return (a, b) => {
    for (const { column, descending } of columns) {
      const [x, y] = [a[column] ?? null, b[column] ?? null];
      if (x === null || y === null) {
        if (x === y) continue;
        return x === null ? 1 : -1;
      }
      const order = compareValues(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

/** Numbers by value, false before true, strings by code point. */
function compareValues(a: Json, b: Json): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** JavaScript compares by UTF-16 unit, which puts U+10000 and above before U+E000; databases compare by code point. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
