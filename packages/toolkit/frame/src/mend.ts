import { TandemError } from "@tandem/core";
import { cellsOf, isMissing } from "./columns.ts";
import type { Danfo, Frame, Series } from "./danfo.ts";
import { build, dtypeOf } from "./frame-of.ts";

/**
 * The frame with columns added, or put in the place of those of the same name; the frame given stays as it is
 * (danfojs' `addColumn` would change it and return nothing).
 * @throws TandemError `frame/misaligned`
 */
export function withColumns(frame: Frame, columns: Readonly<Record<string, Series | ArrayLike<unknown>>>): Frame {
  const rows = frame.shape[0] ?? 0;
  const cells: Record<string, readonly unknown[]> = {};
  const dtypes = new Map(frame.columns.map((column, i) => [column, frame.dtypes[i]!]));
  const old = frame.values as unknown[][];
  frame.columns.forEach((column, i) => (cells[column] = old.map((row) => row[i])));
  for (const [column, given] of Object.entries(columns)) {
    const values = Array.from(isSeries(given) ? (given.values as unknown[]) : given);
    if (values.length !== rows)
      throw new TandemError("frame/misaligned", { what: `column "${column}"`, expected: rows, found: values.length });
    cells[column] = values;
    dtypes.set(column, isSeries(given) ? given.dtype : dtypeOf(seenKind(values)));
  }
  const { constructor } = frame as unknown as { readonly constructor: Danfo["DataFrame"] };
  return build(constructor, cells, [...dtypes.values()], rows);
}

/**
 * The rows that miss no value in `columns`. Do this before `sortValues`, which NaN throws into disorder, and before
 * the sums and means of `groupby`, which one missing value makes NaN.
 * @param columns default all
 */
export function withoutMissing(frame: Frame, columns: readonly string[] = frame.columns): Frame {
  const keep = new Array<boolean>(frame.shape[0] ?? 0).fill(true);
  for (const column of columns)
    cellsOf(frame, column).values.forEach((value, row) => (keep[row] &&= !isMissing(value)));
  return keep.every(Boolean) ? frame : frame.query(keep);
}

function isSeries(values: Series | ArrayLike<unknown>): values is Series {
  return "dtype" in values;
}

function seenKind(values: readonly unknown[]): "number" | "boolean" | undefined {
  const first = values.find((value) => !isMissing(value));
  return first === undefined || typeof first === "number"
    ? "number"
    : typeof first === "boolean"
      ? "boolean"
      : undefined;
}
