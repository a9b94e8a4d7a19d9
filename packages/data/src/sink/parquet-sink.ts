import type { FileHandle } from "node:fs/promises";
import type { ColumnKind } from "@tandem/core";
import { asKind, FixedColumns, jsonText } from "./fixed-columns.ts";
import { sinkBatches, type SinkBatch, type Writable, type WriteNames } from "./sink-batch.ts";
import { writeAtomically } from "./atomic-file.ts";
import type { Written } from "./text-sinks.ts";

const TYPES = {
  number: "DOUBLE",
  string: "STRING",
  boolean: "BOOLEAN",
  date: "TIMESTAMP",
  json: "JSON",
} as const satisfies Record<ColumnKind, string>;

/** Writes samples or predictions to a Parquet file (snappy, a row group a batch), whole or not at all. */
export async function writeParquet(path: string, writable: Writable, names: WriteNames = {}): Promise<Written> {
  return writeAtomically(path, (file) => writeRowGroups(path, file, sinkBatches(writable, names), names.id));
}

/** The bytes of a Parquet file, a row group a batch. */
export async function writeRowGroups(
  path: string,
  file: FileHandle,
  batches: AsyncIterable<SinkBatch>,
  id = "id",
): Promise<Written> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const bytes = new ByteWriter();
  let rows = 0;
  const flush = async () => {
    await file.writeFile(bytes.getBytes());
    bytes.index = 0; // offsets go on counting: what is on disk is let go
  };
  let parquet: InstanceType<typeof ParquetWriter> | undefined;
  let fixed: FixedColumns | undefined;
  const start = (columns: SinkBatch["columns"]) => {
    fixed = new FixedColumns(path, columns);
    const schema = schemaFromColumnData({
      columnData: columns.map(({ name, kind }) => ({ name, data: [], type: TYPES[kind], nullable: true })),
    });
    return new ParquetWriter({ writer: bytes, schema });
  };
  for await (const batch of batches) {
    parquet ??= start(batch.columns);
    rows += batch.length;
    const columnData = parquetColumns(path, fixed!, batch);
    if (batch.length > 0) await parquet.write({ columnData, rowGroupSize: batch.length });
    await flush();
  }
  parquet ??= start([{ name: id, kind: "string" }]);
  await parquet.finish();
  await flush();
  return { rows };
}

function parquetColumns(path: string, fixed: FixedColumns, batch: SinkBatch) {
  return fixed.placesIn(batch).map((place, index) => {
    const column = fixed.columns[index]!;
    const data = Array.from({ length: batch.length }, (_, row) =>
      place < 0 ? null : (parquetValue(asKind(path, column, batch.value(place, row)), column.kind) ?? null),
    );
    return { name: column.name, data, ...(data.some(isNegativeZero) ? { encoding: "PLAIN" as const } : {}) };
  });
}

/** The writer's dictionaries take -0 and 0 for one number. */
const isNegativeZero = (value: unknown) => Object.is(value, -0);

/** JSON columns go through text once, so that bigints and dates in them come out as they do elsewhere. */
function parquetValue(value: unknown, kind: ColumnKind): unknown {
  return kind === "json" && value !== undefined && value !== null ? (JSON.parse(jsonText(value)) as unknown) : value;
}
