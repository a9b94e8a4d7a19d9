import { TandemError } from "@tandem/core";
import { existsSync } from "node:fs";
import { quoteTable, quoteName, type NewTable, type SqlDatabase, type SqlType } from "./database.ts";
import { bindParameters, type SqlValue } from "./statement.ts";

const TYPES: Readonly<Record<SqlType, string>> = {
  number: "real",
  text: "text",
  boolean: "integer",
  timestamp: "text",
  json: "text",
};

/** A SQLite file. Reading opens it read-only and streams; dates are ISO 8601 texts, booleans 0 and 1. */
export function sqliteDatabase(path: string): SqlDatabase {
  return {
    name: path,
    numericBooleans: true,
    bind: (source, sql, parameters) => bindParameters(source, sql, parameters, (position) => `?${position}`),
    async *query({ text, values }, { batchRows, signal }) {
      if (!existsSync(path)) throw new TandemError("data/not-found", { source: path, reason: "it does not exist" });
      const { DatabaseSync } = await import("@photostructure/sqlite");
      const database = new DatabaseSync(path, { readOnly: true });
      try {
        database.exec("pragma busy_timeout = 10000");
        const statement = database.prepare(text);
        statement.setReadBigInts(true);
        statement.setReturnArrays(true);
        const columns = statement.columns().map((column) => column.name ?? "");
        let rows: unknown[][] = [];
        for (const row of statement.iterate(...values.map(stored))) {
          rows.push(row as unknown[]);
          if (rows.length < batchRows) continue;
          signal?.throwIfAborted();
          yield { columns, rows };
          rows = [];
        }
        yield { columns, rows };
      } finally {
        database.close();
      }
    },
    async replaceTable(table, rows) {
      const { DatabaseSync } = await import("@photostructure/sqlite");
      const database = new DatabaseSync(path);
      try {
        database.exec("pragma busy_timeout = 10000");
        database.exec("begin immediate");
        database.exec(`drop table if exists ${quoteTable(table.name)}`);
        database.exec(createTable(table));
        const insert = database.prepare(
          `insert into ${quoteTable(table.name)} values (${table.columns.map((_, index) => `?${index + 1}`).join(", ")})`,
        );
        for await (const some of rows)
          for (const row of some) insert.run(...row.map((value) => stored(value as SqlValue)));
        database.exec("commit");
      } finally {
        database.close();
      }
    },
  };
}

function createTable({ name, columns }: NewTable): string {
  return `create table ${quoteTable(name)} (${columns.map((column) => `${quoteName(column.name)} ${TYPES[column.type]}`).join(", ")})`;
}

/** Values as SQLite keeps them; NaN would be stored as NULL without a word, and means missing here. */
function stored(value: SqlValue | undefined): string | number | bigint | null {
  if (value === undefined || value === null || (typeof value === "number" && Number.isNaN(value))) return null;
  if (typeof value === "boolean") return Number(value);
  return value instanceof Date ? value.toISOString() : value;
}
