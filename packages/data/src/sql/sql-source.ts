import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/core";
import { checkedSource } from "../checked-source.ts";
import type { RawBatch, ReadRequest } from "../raw-batch.ts";
import { missingColumns, type RecordOptions } from "../read-plan.ts";
import { batchOfTable } from "../records/table-batch.ts";
import type { Source } from "../source.ts";
import type { ResultChunk, SqlDatabase } from "./database.ts";
import type { SqlParameters } from "./statement.ts";
import { notFound } from "../not-found.ts";

export interface SqlOptions<D, L = never> extends RecordOptions<D, L> {
  /** What errors and row ids call the source; by default the query's file, else the database. */
  readonly name?: string;
  /** Values of the query's `:name` parameters. They are bound, never written into the text: nothing can be injected. */
  readonly parameters?: SqlParameters;
}

/** A query in a file of its own, kept where SQL tools find it. */
export interface SqlFile {
  readonly file: string | URL;
}

/**
 * Samples from a query: its text, or an `.sql` file, with bound parameters. Order the rows in the query where their
 * order matters.
 *
 * ```ts
 * sqlSource(sqliteDatabase("shop.db"), "select * from customers where joined < :day", { schema: Customer, parameters: { day } })
 * ```
 */
export function sqlSource<D, L = never>(
  database: SqlDatabase,
  query: string | SqlFile,
  options: SqlOptions<D, L>,
): Source<D, L> {
  const path =
    typeof query === "string" ? undefined : query.file instanceof URL ? fileURLToPath(query.file) : query.file;
  const name = options.name ?? (path === undefined ? basename(database.name) : basename(path));
  const text = async () => (path === undefined ? (query as string) : readSql(path));
  return checkedSource(
    {
      name,
      batches: async function* (request) {
        yield* resultBatches(database, name, await text(), options.parameters ?? {}, request);
      },
    },
    options,
  );
}

async function readSql(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw notFound(path, cause);
  }
}

async function* resultBatches(
  database: SqlDatabase,
  source: string,
  sql: string,
  parameters: SqlParameters,
  request: ReadRequest,
): AsyncGenerator<RawBatch> {
  const { plan, signal } = request;
  const batchRows = Math.min(request.batchRows, 65_536);
  const chunks = database.query(database.bind(source, sql, parameters), { batchRows, signal });
  let firstRow = 1;
  for await (const { columns, rows } of named(source, chunks)) {
    if (firstRow === 1) checkColumns(source, columns, missingColumns(plan, columns));
    const table = new Map(columns.map((name, index) => [name, rows.map((row) => row[index])]));
    yield batchOfTable(
      { length: rows.length, columns: table, firstRow, numericBooleans: database.numericBooleans },
      plan,
    );
    firstRow += rows.length;
  }
}

/** What the database objects to, as an error that names the query. */
async function* named(source: string, chunks: AsyncIterable<ResultChunk>): AsyncGenerator<ResultChunk> {
  try {
    yield* chunks;
  } catch (cause) {
    if (TandemError.is(cause)) throw cause;
    throw new TandemError("data/bad-query", { source, reason: `fails: ${(cause as Error).message}` }, { cause });
  }
}

function checkColumns(source: string, columns: readonly string[], missing: readonly string[]): void {
  const doubled = columns.find((name, index) => columns.indexOf(name) !== index);
  if (doubled !== undefined)
    throw new TandemError("data/bad-query", { source, reason: `gives two columns "${doubled}"; rename one with "as"` });
  if (missing.length > 0) throw new TandemError("data/missing-column", { source, missing, known: columns });
}
