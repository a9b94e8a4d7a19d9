import { TandemError } from "@tandem/core";
import { asKind, FixedColumns, jsonText } from "./fixed-columns.ts";
import { batchesOf, sinkBatches, type SinkBatch, type Writable, type WriteNames } from "./sink-batch.ts";
import { writeAtomically, writeText } from "./atomic-file.ts";

export interface CsvWriteOptions extends WriteNames {
  /** One ASCII character. Default ",". */
  readonly delimiter?: string;
}
export interface Written {
  readonly rows: number;
}

/** A batch's rows as text in pieces of this many rows. */
const PIECE = 2048;

/**
 * Rows as CSV text that {@link csvSource} reads back as they were: missing is an empty cell, empty text `""`, numbers
 * the shortest text that is exact, dates ISO 8601, lists and objects JSON.
 */
export async function* csvText(writable: Writable, options: CsvWriteOptions = {}): AsyncGenerator<string> {
  const { delimiter = "," } = options;
  if (!/^[\x20-\x7e\t]$/.test(delimiter) || delimiter === '"')
    throw new TandemError("data/bad-options", {
      source: "the sink",
      option: "delimiter",
      reason: `is ${JSON.stringify(delimiter)}: give one ASCII character other than the quote`,
    });
  const written = csvLines(sinkBatches(writable, options), delimiter);
  const first = await written.next();
  yield first.done ? `${options.id ?? "id"}\n` : first.value;
  yield* written;
}

/** Batches as CSV text, the header first; nothing where there is no batch. */
export async function* csvLines(batches: AsyncIterable<SinkBatch>, delimiter: string): AsyncGenerator<string> {
  const escaped = delimiter === "\\" || delimiter === "]" || delimiter === "^" ? `\\${delimiter}` : delimiter;
  const special = new RegExp(`^\\uFEFF|["\\r\\n${escaped}]`);
  let fixed: FixedColumns | undefined;
  for await (const batch of batches) {
    if (!fixed) {
      fixed = new FixedColumns("the CSV", batch.columns);
      yield `${batch.columns.map(({ name }) => csvCell(name, special)).join(delimiter)}\n`;
    }
    yield* csvRows(batch, fixed.placesIn(batch), special, delimiter);
  }
}

function* csvRows(batch: SinkBatch, places: readonly number[], special: RegExp, delimiter: string): Generator<string> {
  for (let from = 0; from < batch.length; from += PIECE) {
    let text = "";
    for (let row = from; row < Math.min(batch.length, from + PIECE); row++)
      text += `${places.map((place) => (place < 0 ? "" : csvCell(batch.value(place, row), special))).join(delimiter)}\n`;
    yield text;
  }
}

function csvCell(value: unknown, special: RegExp): string {
  if (value === undefined || value === null) return "";
  const text =
    typeof value === "string"
      ? value
      : value instanceof Date
        ? value.toISOString()
        : typeof value === "object"
          ? jsonText(value)
          : Object.is(value, -0)
            ? "-0"
            : String(value);
  return text === "" || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as newline-delimited JSON; missing fields are null. */
export async function* ndjsonText(writable: Writable, names: WriteNames = {}): AsyncGenerator<string> {
  yield* ndjsonLines(sinkBatches(writable, names));
}

/** Batches as JSON objects, one a line. */
export async function* ndjsonLines(batches: AsyncIterable<SinkBatch>): AsyncGenerator<string> {
  for await (const batch of batches)
    for (let from = 0; from < batch.length; from += PIECE) {
      let text = "";
      for (let row = from; row < Math.min(batch.length, from + PIECE); row++) text += `${jsonRecord(batch, row)}\n`;
      yield text;
    }
}

function jsonRecord(batch: SinkBatch, row: number): string {
  const members: string[] = [];
  batch.columns.forEach((column, index) => {
    const value = asKind("the NDJSON", column, batch.value(index, row)) ?? null;
    if (value !== null || !column.omitted) members.push(`${JSON.stringify(column.name)}:${jsonText(value)}`);
  });
  return `{${members.join(",")}}`;
}

/** Batches as one JSON array, an element a line. */
export async function* jsonArrayText(batches: AsyncIterable<SinkBatch>): AsyncGenerator<string> {
  let lead = "[\n";
  for await (const lines of ndjsonLines(batches)) {
    yield lead + lines.slice(0, -1).replaceAll("\n", ",\n");
    lead = ",\n";
  }
  yield lead === ",\n" ? "\n]\n" : "[]\n";
}

/** Writes samples or predictions to a CSV file, whole or not at all. */
export async function writeCsv(path: string, writable: Writable, options: CsvWriteOptions = {}): Promise<Written> {
  return writeCounted(path, writable, (counted) => csvText(counted, options));
}

/** Writes samples or predictions to an NDJSON file, whole or not at all. */
export async function writeNdjson(path: string, writable: Writable, names: WriteNames = {}): Promise<Written> {
  return writeCounted(path, writable, (counted) => ndjsonText(counted, names));
}

async function writeCounted(
  path: string,
  writable: Writable,
  text: (counted: Writable) => AsyncIterable<string>,
): Promise<Written> {
  let rows = 0;
  async function* counted() {
    for await (const batch of batchesOf(writable)) {
      rows += batch.length;
      yield batch;
    }
  }
  await writeAtomically(path, (file) => writeText(file, text(counted())));
  return { rows };
}
