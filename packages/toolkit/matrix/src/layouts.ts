import { isSparse, TandemError, type DenseMatrix, type SparseMatrix } from "@tandem/core";
import type { FeatureMatrix } from "./rows.ts";

/** A dense matrix of rows of numbers. @throws TandemError `matrix/malformed` where rows differ in length. */
export function denseOf(rows: readonly ArrayLike<number>[], names?: readonly string[]): DenseMatrix {
  const columns = rows[0]?.length ?? names?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns)
      throw new TandemError("matrix/malformed", {
        reason: `row ${i} has ${row.length} values where row 0 has ${columns}`,
      });
    data.set(row, i * columns);
  });
  return { rows: rows.length, columns, data, ...named(names) };
}

/** Sparse rows of `[column, value]` pairs in any order; pairs of one column in a row are added. */
export function sparseOf(
  rows: readonly (readonly (readonly [column: number, value: number])[])[],
  columns: number,
  names?: readonly string[],
): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  rows.forEach((row, i) => {
    for (const [column, value] of [...row].sort(([a], [b]) => a - b)) {
      if (!(Number.isInteger(column) && column >= 0 && column < columns))
        throw new TandemError("matrix/malformed", { reason: `row ${i} has column ${column} of ${columns}` });
      if (indices.length > offsets[i]! && indices.at(-1) === column) values.push(values.pop()! + value);
      else {
        indices.push(column);
        values.push(value);
      }
    }
    offsets[i + 1] = indices.length;
  });
  return {
    rows: rows.length,
    columns,
    offsets,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    ...named(names),
  };
}

/** The same numbers in rows x columns memory; a dense matrix is given back as it is. */
export function toDense(matrix: FeatureMatrix): DenseMatrix {
  if (!isSparse(matrix)) return matrix;
  const { rows, columns, offsets, indices, values } = matrix;
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) data[row * columns + indices[i]!] = values[i]!;
  return { rows, columns, data, ...named(matrix.names) };
}

/** The same numbers without the zeros; a sparse matrix is given back as it is. */
export function toSparse(matrix: FeatureMatrix): SparseMatrix {
  if (isSparse(matrix)) return matrix;
  const { rows, columns, data } = matrix;
  const count = data.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  const offsets = new Int32Array(rows + 1);
  const indices = new Int32Array(count);
  const values = new Float64Array(count);
  for (let row = 0, next = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!;
      if (value === 0) continue;
      indices[next] = column;
      values[next++] = value;
    }
    offsets[row + 1] = next;
  }
  return { rows, columns, offsets, indices, values, ...named(matrix.names) };
}

/** Matrices of equal height side by side, dense. Names are kept where all parts have them. */
export function joinColumns(...parts: readonly DenseMatrix[]): DenseMatrix {
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    if (part.rows !== rows)
      throw new TandemError("matrix/misaligned", { what: "rows of a part", expected: rows, found: part.rows });
    for (let row = 0; row < rows; row++)
      data.set(part.data.subarray(row * part.columns, (row + 1) * part.columns), row * columns + at);
    at += part.columns;
  }
  return {
    rows,
    columns,
    data,
    ...named(parts.every((part) => part.names) ? parts.flatMap((part) => part.names!) : undefined),
  };
}

function named(names: readonly string[] | undefined): { names?: readonly string[] } {
  return names ? { names } : {};
}
