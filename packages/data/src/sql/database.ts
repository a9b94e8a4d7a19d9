import type { Signal } from "@tandem/core";
import type { BoundStatement, SqlParameters } from "./statement.ts";

/** Rows of a result, by position. */
export interface ResultChunk {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface QueryOptions {
  /** Rows of a chunk at most. */
  readonly batchRows: number;
  readonly signal?: Signal | undefined;
}

/** A database that queries can be asked of and rows written to. Each reading has a connection of its own. */
export interface SqlDatabase {
  readonly name: string;
  /** It keeps booleans as 0 and 1. */
  readonly numericBooleans: boolean;
  bind(source: string, sql: string, parameters: SqlParameters): BoundStatement;
  /** The result in chunks, at least one (empty) where there are no rows; reading cannot change the database. */
  query(statement: BoundStatement, options: QueryOptions): AsyncIterable<ResultChunk>;
  /** Makes a table anew and fills it, all in one transaction: readers see the old table, then the new. */
  replaceTable(table: NewTable, rows: AsyncIterable<readonly (readonly unknown[])[]>): Promise<void>;
}

export type SqlType = "number" | "text" | "boolean" | "timestamp" | "json";
export interface NewTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

/** A name as SQL writes it, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** "schema.table" as SQL writes it. */
export function quoteTable(name: string): string {
  return name.split(".").map(quoteName).join(".");
}
