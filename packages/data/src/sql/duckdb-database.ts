import { TandemError } from "@tandem/core";
import { quoteTable, quoteName, type NewTable, type SqlDatabase, type SqlType } from "./database.ts";
import { bindParameters, type SqlValue } from "./statement.ts";

const TYPES: Readonly<Record<SqlType, string>> = {
  number: "double",
  text: "varchar",
  boolean: "boolean",
  timestamp: "timestamptz",
  json: "json",
};

/** The part of @duckdb/node-api that is used, restated so that it need not be installed to compile. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options?: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
  readonly JSDuckDBValueConverter: unknown;
}
interface Connection {
  stream(sql: string, values?: readonly unknown[]): Promise<Result>;
  run(sql: string, values?: readonly unknown[]): Promise<unknown>;
  closeSync(): void;
}
interface Result {
  columnNames(): string[];
  yieldConvertedRows(converter: unknown): AsyncIterable<unknown[][]>;
}

/**
 * DuckDB, for queries over files: `select * from 'orders/*.parquet'`. It is an optional peer: install
 * @duckdb/node-api to use it. Without a path it keeps nothing.
 * @throws TandemError `data/engine-missing` when first used without it.
 */
export function duckdbDatabase(path = ":memory:"): SqlDatabase {
  const open = async (options?: Readonly<Record<string, string>>) => {
    const duckdb = await load();
    const instance = await duckdb.DuckDBInstance.create(path, options);
    const connection = await instance.connect();
    const close = () => {
      connection.closeSync();
      instance.closeSync();
    };
    return { duckdb, connection, close };
  };
  return {
    name: path === ":memory:" ? "duckdb" : path,
    numericBooleans: false,
    bind: (source, sql, parameters) => bindParameters(source, sql, parameters, (position) => `$${position}`),
    async *query({ text, values }, { batchRows, signal }) {
      const { duckdb, connection, close } = await open(path === ":memory:" ? undefined : { access_mode: "READ_ONLY" });
      try {
        const result = await connection.stream(text, values.map(sent));
        const columns = result.columnNames();
        for await (const rows of result.yieldConvertedRows(duckdb.JSDuckDBValueConverter)) {
          signal?.throwIfAborted();
          for (let from = 0; from < rows.length; from += batchRows)
            yield { columns, rows: rows.slice(from, from + batchRows) };
        }
        yield { columns, rows: [] };
      } finally {
        close();
      }
    },
    async replaceTable(table, rows) {
      const { connection, close } = await open();
      try {
        await connection.run("begin");
        await connection.run(createTable(table));
        for await (const some of rows) await insert(connection, table, some);
        await connection.run("commit");
      } finally {
        close();
      }
    },
  };
}

async function load(): Promise<DuckDb> {
  const name: string = "@duckdb/node-api";
  try {
    return (await import(name)) as DuckDb;
  } catch (cause) {
    throw new TandemError("data/engine-missing", { engine: "DuckDB", install: `npm install ${name}` }, { cause });
  }
}

function createTable({ name, columns }: NewTable): string {
  return `create or replace table ${quoteTable(name)} (${columns.map((column) => `${quoteName(column.name)} ${TYPES[column.type]}`).join(", ")})`;
}

const ROWS_AT_ONCE = 200;

async function insert(
  connection: Connection,
  { name, columns }: NewTable,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    const places = some.map(
      (_, row) =>
        `(${columns.map(({ type }, column) => `$${row * columns.length + column + 1}::${TYPES[type]}`).join(", ")})`,
    );
    await connection.run(
      `insert into ${quoteTable(name)} values ${places.join(", ")}`,
      some.flatMap((row) => row.map((value) => sent(value as SqlValue))),
    );
  }
}

/** Dates go as text, which DuckDB casts to what the query compares them with. */
function sent(value: SqlValue | undefined): unknown {
  if (value === undefined || (typeof value === "number" && Number.isNaN(value))) return null;
  return value instanceof Date ? value.toISOString() : value;
}
