import { isSparse, TandemError, type DenseMatrix, type SparseMatrix } from "@tandem/core";

/** What networks read: a dense matrix, or sparse rows that become dense one batch at a time. */
export type Numbers = DenseMatrix | SparseMatrix;

/**
 * The rows `order[start]` to `order[end - 1]` as float32, row-major; without `order` the rows themselves.
 * @throws TandemError `neural/bad-features` at a value that float32 cannot hold: NaN, or beyond 3.4e38.
 */
export function rowsOf(features: Numbers, start: number, end: number, order?: Int32Array): Float32Array {
  const { columns } = features;
  const rows = new Float32Array((end - start) * columns);
  for (let i = start; i < end; i++) {
    const row = order ? order[i]! : i;
    const into = rows.subarray((i - start) * columns, (i - start + 1) * columns);
    if (isSparse(features)) fillSparse(features, row, into);
    else into.set(features.data.subarray(row * columns, (row + 1) * columns));
    for (let column = 0; column < columns; column++)
      if (!isFinite(into[column]!)) throw unreadable(features, row, column);
  }
  return rows;
}

/** Elements `order[start]` to `order[end - 1]` of a row-major array with `width` numbers a row. */
export function take(
  values: Float32Array,
  width: number,
  start: number,
  end: number,
  order?: Int32Array,
): Float32Array {
  if (!order) return values.subarray(start * width, end * width);
  const taken = new Float32Array((end - start) * width);
  for (let i = start; i < end; i++) {
    const from = order[i]! * width;
    for (let j = 0; j < width; j++) taken[(i - start) * width + j] = values[from + j]!;
  }
  return taken;
}

/** Puts `order` in random order (Fisher and Yates). */
export function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}

function fillSparse({ offsets, indices, values }: SparseMatrix, row: number, into: Float32Array): void {
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) into[indices[i]!] = values[i]!;
}

function unreadable(features: Numbers, row: number, column: number): TandemError {
  const name = features.names?.[column];
  const where = `feature column ${column}${name === undefined ? "" : ` (${name})`}, row ${row}`;
  return new TandemError("neural/bad-features", {
    reason: `${where} is missing or not finite as float32; impute and scale features first`,
  });
}
