import "./errors.ts";
export type { BatchOptions, Checked, CheckedBatch, InvalidSample, Mode, ReadOptions, Source } from "./source.ts";
export type { Failure, Reason, ValidationReport } from "./check/report.ts";
export type { LabelOptions, RecordOptions } from "./read-plan.ts";
export type { ByteInput } from "./bytes.ts";
export { csvSource } from "./csv/csv-source.ts";
export type { CsvOptions } from "./csv/csv-options.ts";
export { memorySource } from "./memory-source.ts";
