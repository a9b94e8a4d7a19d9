import { MISSING_BOOLEAN, type ColumnData, type DenseMatrix } from "@tandem/core";
import { columnData } from "./columns.ts";
import type { Frame } from "./danfo.ts";

/**
 * Columns of numbers and booleans as a matrix, in 64 bits (a frame's own `tensor` has 32) with NaN where missing.
 * @param columns default all
 * @throws TandemError `frame/wrong-value` at a string or object, `frame/no-such-column`
 */
export function matrixFromFrame(frame: Frame, columns: readonly string[] = frame.columns): DenseMatrix {
  const rows = frame.shape[0] ?? 0;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, place) => {
    const values = numbersIn(frame, column);
    for (let row = 0; row < rows; row++) data[row * columns.length + place] = values[row]!;
  });
  return { rows, columns: columns.length, data, names: [...columns] };
}

function numbersIn(frame: Frame, column: string): Float64Array {
  const found = columnData(frame, column);
  if (found.kind === "number") return found.values;
  if (found.kind === "boolean")
    return Float64Array.from(found.values, (value) => (value === MISSING_BOOLEAN ? NaN : value));
  return (columnData(frame, column, "number") as Extract<ColumnData, { kind: "number" }>).values;
}
