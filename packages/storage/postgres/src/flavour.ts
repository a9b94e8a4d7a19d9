import type { Json, TableColumnType } from "@tandem/core";
import type { SqlFlavour } from "@tandem/storage-sql";
import { sql } from "kysely";

/** Timestamps are timestamptz, JSON is jsonb; text is collated "C", so that it compares by code point. */
export const postgresFlavour: SqlFlavour = {
  name: "postgres",
  columnType: {
    number: "double precision",
    integer: "bigint",
    string: 'text collate "C"',
    boolean: "boolean",
    timestamp: "timestamptz(3)",
    json: "jsonb",
  },
  toSql: (value, type) => (type === "json" ? JSON.stringify(value) : value),
  fromSql(value, type): Json {
    if (type === "timestamp") return (value as Date).toISOString();
    return type === "integer" || type === "number" ? Number(value) : (value as Json);
  },
  isOneOf: (column, values, type) => sql`${column} = any(${values}::${sql.raw(ARRAY[type])})`,
  startsWith: (column, prefix) => sql`starts_with(${column}, ${prefix})`,
  isDuplicate: (error) => (error as { readonly code?: string } | null)?.code === "23505",
  maxParameters: 60_000,
};

const ARRAY: Readonly<Record<TableColumnType, string>> = {
  number: "float8[]",
  integer: "int8[]",
  string: "text[]",
  boolean: "bool[]",
  timestamp: "timestamptz[]",
  json: "jsonb[]",
};
