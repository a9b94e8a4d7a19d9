import type { Signal, TrainingSamples } from "@tandem/core";
import type { Failure, ValidationReport } from "./check/report.ts";

/**
 * What to do with rows that do not meet the schema:
 * - `strict` (default): types must be written as the schema has them; any failure is the error `data/invalid`, which
 *   lists them all.
 * - `coerce`: as strict, but text that plainly means the type is taken as such (`" 12 "`, `yes`, `"12"` in JSON).
 * - `drop-invalid`: as strict, but invalid rows are set apart ({@link Source.check} gives both halves).
 */
export type Mode = "strict" | "coerce" | "drop-invalid";

export interface ReadOptions {
  readonly signal?: Signal;
  /** Told once all is read how many rows did not meet the schema, where mode `drop-invalid` left any out. */
  readonly onLeftOut?: (rows: number) => void;
}
export interface BatchOptions extends ReadOptions {
  /** Rows of a batch at most. Default 65,536. */
  readonly batchRows?: number;
}

/** A row that was refused, as it was read, and why. */
export interface InvalidSample {
  readonly id: string;
  readonly row: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly failures: readonly Failure[];
}

/** A batch in both halves. */
export interface CheckedBatch<D, L> {
  readonly valid: TrainingSamples<D, L>;
  readonly invalid: readonly InvalidSample[];
}
export interface Checked<D, L> extends CheckedBatch<D, L> {
  readonly report: ValidationReport;
}

/**
 * Where samples come from. With a label column it gives LabeledSamples, without one (`L = never`) Samples. A source
 * can be read again and again unless it stands on a stream.
 */
export interface Source<D, L = never> {
  /** What errors call it: the path, the table's name. */
  readonly name: string;
  /**
   * Batches in the order of the source, read as they are asked for: leaving the loop closes the source. Empty batches
   * are not given. Duplicate ids are found within a batch only.
   * @throws TandemError `data/invalid` (strict, coerce) once the rest has been read too, so that the report is whole.
   */
  batches(options?: BatchOptions): AsyncIterable<TrainingSamples<D, L>>;
  /** All samples at once. @throws TandemError `data/invalid` (strict, coerce) with all failures. */
  read(options?: ReadOptions): Promise<TrainingSamples<D, L>>;
  /** Batches in both halves, whatever the mode; never `data/invalid`. */
  checkedBatches(options?: BatchOptions): AsyncIterable<CheckedBatch<D, L>>;
  /** All samples in both halves and the report, whatever the mode; never `data/invalid`. */
  check(options?: ReadOptions): Promise<Checked<D, L>>;
  /** The same source for predicting: the label column is not needed, and not read where it is there. */
  unlabeled(): Source<D>;
}
