import { TandemError } from "./errors.ts";
import type { Json } from "./json.ts";

export type TableColumnType = "number" | "integer" | "string" | "boolean" | "timestamp" | "json";

/** The columns of a table. Fields of a row beyond them survive a round trip but cannot be filtered or ordered by. */
export interface TableLayout {
  readonly name: string;
  /** Columns that together identify a row; never missing. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, { readonly type: TableColumnType; readonly required?: boolean }>>;
}

/** A row as JSON; timestamps are ISO 8601 strings in UTC with milliseconds; a missing value is absent or null. */
export type Row = Readonly<Record<string, Json>>;

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * Which rows: `["score", ">=", 0.5]`, `["label", "in", ["yes", "no"]]`, `["email", "starts with", "a"]`,
 * `["score", "missing", false]`, joined by `all`, `any` and `not`. A comparison never holds for a missing value, nor does
 * its negation by `!=`; `not` is the plain complement.
 */
export type Filter<R = Row> =
  | readonly [column: keyof R & string, operator: Comparison, value: string | number | boolean]
  | readonly [column: keyof R & string, operator: "in", values: readonly (string | number | boolean)[]]
  | readonly [column: keyof R & string, operator: "starts with", value: string]
  | readonly [column: keyof R & string, operator: "missing", value: boolean]
  | { readonly all: readonly Filter<R>[] }
  | { readonly any: readonly Filter<R>[] }
  | { readonly not: Filter<R> };

export interface TableQuery<R = Row> {
  readonly where?: Filter<R>;
  /** Default: by key ascending. Missing values come last; strings compare by code point. */
  readonly orderBy?: readonly { readonly column: keyof R & string; readonly descending?: boolean }[];
  readonly limit?: number;
}

/** Typed rows under a key: predictions, features. A call writes all its rows or none. */
export interface TableStore<R = Row> {
  /** @throws TandemError `table/bad-key` for a row without its key, `table/duplicate-key` where a key is there already or twice in `rows` */
  insert(rows: readonly R[]): Promise<void>;
  /** Inserts rows and replaces those whose key is there; of several with one key the last counts. @throws TandemError `table/bad-key` */
  upsert(rows: readonly R[]): Promise<void>;
  /** @throws TandemError `table/no-such-column` */
  select(query?: TableQuery<R>): AsyncIterable<R>;
  count(where?: Filter<R>): Promise<number>;
  /** Deletes the rows that match and returns their number. */
  delete(where: Filter<R>): Promise<number>;
}

/** The values of a row's key as text: one text a key. @throws TandemError `table/bad-key` where one is missing or no scalar */
export function rowKey({ name, key }: TableLayout, row: Row): string {
  const values = key.map((column) => {
    const value = row[column];
    if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return value;
    const found = value === undefined ? "nothing" : typeof value === "object" && value ? "an object" : String(value);
    throw new TandemError("table/bad-key", { table: name, column, found });
  });
  return JSON.stringify(values);
}
