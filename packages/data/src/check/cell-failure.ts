import type { Reason } from "./report.ts";

/** A failure before the file and the line are known: `row` counts from 0 within the batch. */
export interface CellFailure {
  readonly row: number;
  readonly reason: Reason;
  readonly column?: string;
  readonly value?: unknown;
  readonly message: string;
}

/** A column and what was wrong on the way to it; refused cells are missing in the column. */
export interface CheckedColumn<C> {
  readonly column: C;
  readonly failures: readonly CellFailure[];
}

export function missingFailure(row: number, column: string): CellFailure {
  return { row, reason: "missing-required", column, message: "a value is required" };
}

export function wrongType(row: number, column: string, value: unknown, expected: string): CellFailure {
  return { row, reason: "wrong-type", column, value, message: `expected ${expected}` };
}
