import type { ColumnData, Signal } from "@tandem/core";
import type { CellFailure } from "./check/cell-failure.ts";
import type { ReadPlan } from "./read-plan.ts";

/** A batch as a reader of some format gives it: typed columns, not yet held against the schema's checks. */
export interface RawBatch {
  readonly length: number;
  /** Undefined where ids are made of row numbers. */
  readonly ids: readonly (string | undefined)[] | undefined;
  /** Declared and unknown fields that the source has; declared ones it lacks are absent. */
  readonly fields: ReadonlyMap<string, ColumnData>;
  readonly label?: ColumnData | undefined;
  readonly weights?: ColumnData | undefined;
  readonly groups?: ColumnData | undefined;
  /** What could not be read; such cells are missing in the columns. */
  readonly failures: readonly CellFailure[];
  /** The records as they came, where they came as records. */
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  /** The line or number of a row in the source, from 1. */
  rowNumber(row: number): number;
}

export interface ReadRequest {
  readonly plan: ReadPlan;
  readonly batchRows: number;
  readonly signal: Signal | undefined;
}

/** A format: gives batches of at most `batchRows` rows, as they are asked for, and lets go of what it holds when left. */
export interface RowReader {
  readonly name: string;
  batches(request: ReadRequest): AsyncIterable<RawBatch>;
}
