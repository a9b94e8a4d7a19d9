import type { ColumnKind } from "@tandem/core";
import type { NewTable, SqlDatabase, SqlType } from "../sql/database.ts";
import { asKind, FixedColumns, jsonText } from "./fixed-columns.ts";
import { batchesOf, sinkBatch, type Batch, type SinkBatch, type Writable, type WriteNames } from "./sink-batch.ts";
import type { Written } from "./text-sinks.ts";

const TYPES = {
  number: "number",
  string: "text",
  boolean: "boolean",
  date: "timestamp",
  json: "json",
} as const satisfies Record<ColumnKind, SqlType>;

/**
 * Writes samples or predictions to a table ("name" or "schema.name"), in place of the one of that name, in one
 * transaction: others see the old table or the new one, never a part.
 */
export async function writeTable(
  database: SqlDatabase,
  table: string,
  writable: Writable,
  names: WriteNames = {},
): Promise<Written> {
  const batches = batchesOf(writable);
  const first = await batches.next();
  const columns = first.done
    ? [{ name: names.id ?? "id", kind: "string" as const }]
    : sinkBatch(first.value, names).columns;
  const fixed = new FixedColumns(table, columns);
  const layout: NewTable = { name: table, columns: columns.map(({ name, kind }) => ({ name, type: TYPES[kind] })) };
  let rows = 0;
  async function* parts(): AsyncGenerator<unknown[][]> {
    for await (const given of first.done ? [] : chained(first.value, batches)) {
      const batch = sinkBatch(given, names);
      rows += batch.length;
      yield* tableRows(table, fixed, batch);
    }
  }
  await database.replaceTable(layout, parts());
  return { rows };
}

async function* chained(first: Batch, rest: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  yield first;
  yield* rest;
}

const PART = 5000;

function* tableRows(table: string, fixed: FixedColumns, batch: SinkBatch): Generator<unknown[][]> {
  const places = fixed.placesIn(batch);
  for (let from = 0; from < batch.length; from += PART) {
    yield Array.from({ length: Math.min(PART, batch.length - from) }, (_, offset) =>
      places.map((place, index) => {
        const column = fixed.columns[index]!;
        const value = place < 0 ? undefined : asKind(table, column, batch.value(place, from + offset));
        return column.kind === "json" && value !== undefined ? jsonText(value) : value;
      }),
    );
  }
}
