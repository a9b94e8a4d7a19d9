import type { Json } from "@tandem/core";
import type { SqlFlavour } from "@tandem/storage-sql";
import { sql } from "kysely";
import { unsupported } from "./statements.ts";

/** Booleans are 0 and 1, timestamps ISO 8601 text (which sorts by time), JSON text; text compares by code point. */
export const sqliteFlavour: SqlFlavour = {
  name: "sqlite",
  columnType: {
    number: "real",
    integer: "integer",
    string: "text",
    boolean: "integer",
    timestamp: "text",
    json: "text",
  },
  toSql(value, type) {
    if (type === "json") return JSON.stringify(value);
    // the driver would write it, and then fail to read the row and all that come with it
    if (type === "integer" && Number.isInteger(value) && !Number.isSafeInteger(value))
      throw unsupported(`hold ${String(value)} as a whole number, as numbers beyond 2^53 have gaps`);
    return value;
  },
  fromSql(value, type): Json {
    if (type === "json") return JSON.parse(value as string) as Json;
    if (type === "boolean") return value === 1;
    return typeof value === "bigint" ? Number(value) : (value as Json);
  },
  isOneOf: (column, values) => sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  startsWith: (column, prefix) => sql`substr(${column}, 1, length(${prefix})) = ${prefix}`,
  isDuplicate: (error) => error instanceof Error && /UNIQUE constraint failed/.test(error.message),
  maxParameters: 30_000,
};
