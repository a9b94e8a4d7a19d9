import "./errors.ts";
export type { BatchOptions, Checked, CheckedBatch, InvalidSample, Mode, ReadOptions, Source } from "./source.ts";
export type { Failure, Reason, ValidationReport } from "./check/report.ts";
export type { LabelOptions, RecordOptions } from "./read-plan.ts";
export type { ByteInput } from "./bytes.ts";
export { csvSource } from "./csv/csv-source.ts";
export type { CsvOptions } from "./csv/csv-options.ts";
export { ndjsonSource, type NdjsonOptions } from "./records/ndjson-source.ts";
export { jsonSource, type JsonOptions } from "./records/json-source.ts";
export { recordSource, type RecordSourceOptions } from "./records/record-source.ts";
export { parquetSource, type ParquetOptions } from "./parquet/parquet-source.ts";
export { sqlSource, type SqlFile, type SqlOptions } from "./sql/sql-source.ts";
export type { NewTable, QueryOptions, ResultChunk, SqlDatabase, SqlType } from "./sql/database.ts";
export type { BoundStatement, SqlParameters, SqlValue } from "./sql/statement.ts";
export { sqliteDatabase } from "./sql/sqlite-database.ts";
export { postgresDatabase } from "./sql/postgres-database.ts";
export { duckdbDatabase } from "./sql/duckdb-database.ts";
export { csvText, ndjsonText, writeCsv, writeNdjson, type CsvWriteOptions, type Written } from "./sink/text-sinks.ts";
export { writeParquet } from "./sink/parquet-sink.ts";
export { writeTable } from "./sink/sql-sink.ts";
export type { Batch, Writable, WriteNames } from "./sink/sink-batch.ts";
export type { JsonSchema } from "./schema/json-schema.ts";
export { schemaFromJsonSchema } from "./schema/from-json-schema.ts";
export {
  schemaFromTableSchema,
  toJsonSchema,
  toTableSchema,
  type TableField,
  type TableSchema,
} from "./schema/table-schema.ts";
export { openCatalog, saveCatalog, type Catalog, type CatalogOptions } from "./catalog/catalog.ts";
export type { CatalogProblem } from "./catalog/parse-catalog.ts";
export type { CatalogDocument, LabelEntry, SchemaReference, SourceEntry, SourceKind } from "./catalog/entry.ts";
export type { Savable } from "./saving/checked-for-saving.ts";
export type { SaveOptions } from "./saving/save-file.ts";
export { memorySource } from "./memory-source.ts";
