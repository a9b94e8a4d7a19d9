import { TandemError, type ColumnData } from "@tandem/core";
import { openBytes, type ByteInput, type ByteReader } from "../bytes.ts";
import type { CellFailure } from "../check/cell-failure.ts";
import type { RawBatch, ReadRequest, RowReader } from "../raw-batch.ts";
import { missingColumns } from "../read-plan.ts";
import { fieldReader, finishColumn, finishIds, rolesOf, type CellOptions, type CsvColumn } from "./csv-columns.ts";
import { dialectOf, type CsvOptions } from "./csv-options.ts";
import { CellSpan, type FieldReader } from "./fields.ts";
import { readHeader } from "./header.ts";
import { ListField } from "./list-field.ts";
import { RecordParser } from "./record-parser.ts";
import { transcoded } from "./transcode.ts";
import { Window } from "./window.ts";

const FIRST_ROWS = 1024;

export function csvReader(name: string, input: ByteInput, options: CsvOptions<unknown, unknown>): RowReader {
  const dialect = dialectOf(name, options);
  return {
    name,
    async *batches(request) {
      const bytes = transcoded(await openBytes(input), options.encoding, name);
      try {
        const span = new CellSpan(dialect);
        const window = new Window(bytes, name, options.maxRecordBytes);
        const { columns: header, line } = await readHeader(window, span, name, options.header);
        const missing = missingColumns(request.plan, header);
        if (missing.length > 0) throw new TandemError("data/missing-column", { source: name, missing, known: header });
        const cells = {
          span,
          missing: new Set(["", ...(options.missing ?? [])]),
          lenient: request.plan.mode === "coerce",
        };
        yield* batchesOf({ name, columns: rolesOf(header, request.plan), cells, window, bytes }, request, line);
      } finally {
        await bytes.close();
      }
    },
  };
}

interface CsvFile {
  readonly name: string;
  readonly columns: readonly CsvColumn[];
  readonly cells: CellOptions;
  readonly window: Window;
  readonly bytes: ByteReader;
}

async function* batchesOf(
  file: CsvFile,
  { batchRows, signal }: ReadRequest,
  firstLine: number,
): AsyncIterable<RawBatch> {
  const { window, columns, cells } = file;
  for (let line = firstLine; ;) {
    signal?.throwIfAborted();
    let capacity = Math.min(batchRows, FIRST_ROWS);
    const fields = columns.map((column) => fieldReader(column, cells, capacity));
    const parser = new RecordParser(file.name, fields, cells.span, capacity, line);
    for (;;) {
      parser.parse(window, batchRows);
      if (parser.rows >= batchRows || (window.final && window.at >= window.end)) break;
      if (capacity === FIRST_ROWS && parser.rows > 0)
        parser.expect((capacity = expectedRows(file, parser.rows, batchRows)));
      await window.fill(parser.line);
      signal?.throwIfAborted();
    }
    if (parser.rows > 0) yield finishBatch(file, fields, parser);
    if (window.final && window.at >= window.end) return;
    line = parser.line;
  }
}

/** Rows that the batch will have, by the size of the file and of the rows seen; a little too many rather than too few. */
function expectedRows({ bytes, window }: CsvFile, seen: number, batchRows: number): number {
  if (bytes.size === undefined || window.at === 0) return Math.min(batchRows, seen * 2);
  return Math.min(batchRows, Math.ceil((bytes.size / window.at) * seen * 1.02) + 64);
}

function finishBatch({ columns, cells }: CsvFile, readers: readonly FieldReader[], parser: RecordParser): RawBatch {
  const { rows } = parser;
  const failures: CellFailure[] = parser.ragged.map(({ row, cells: found }) => ({
    row,
    reason: "ragged-row",
    message: `the record has ${found} cells, the header ${columns.length}`,
  }));
  const fields = new Map<string, ColumnData>();
  const special: { label?: ColumnData | undefined; weight?: ColumnData | undefined; group?: ColumnData | undefined } =
    {};
  let ids: readonly (string | undefined)[] | undefined;
  columns.forEach((column, index) => {
    const reader = readers[index]!;
    if (reader instanceof ListField) {
      const found = finishIds(column, reader, rows, cells, failures);
      ids = found.ids;
      if (found.field) fields.set(column.name, found.field);
      return;
    }
    const data = finishColumn(column, reader, rows, cells, failures);
    if (column.role === "field" || column.role === "unknown") fields.set(column.name, data!);
    else if (column.role !== "ignored" && column.role !== "id") special[column.role] = data;
  });
  return {
    length: rows,
    ids,
    fields,
    label: special.label,
    weights: special.weight,
    groups: special.group,
    failures,
    rowNumber: (row) => parser.lineAt(row),
  };
}
