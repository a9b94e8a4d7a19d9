import type { SparseMatrix } from "@tandem/core";
import type { Rows } from "./rows.ts";

export class SparseRows implements Rows {
  readonly rows: number;
  readonly columns: number;
  readonly matrix: SparseMatrix;

  constructor(matrix: SparseMatrix) {
    this.rows = matrix.rows;
    this.columns = matrix.columns;
    this.matrix = matrix;
  }

  scores(from: number, to: number, weights: Float64Array, intercepts: Float64Array, scores: Float64Array): void {
    const { matrix, columns } = this;
    const { offsets, indices, values } = matrix;
    const outputs = intercepts.length;
    for (let row = from, at = 0; row < to; row++)
      for (let k = 0; k < outputs; k++)
        scores[at++] = intercepts[k]! + dot(indices, values, offsets[row]!, offsets[row + 1]!, weights, k * columns);
  }

  accumulate(from: number, to: number, residuals: Float64Array, outputs: number, gradient: Float64Array): void {
    const { matrix, columns } = this;
    const { offsets, indices, values } = matrix;
    for (let row = from, at = 0; row < to; row++)
      for (let k = 0; k < outputs; k++)
        add(indices, values, offsets[row]!, offsets[row + 1]!, gradient, k * columns, residuals[at++]!);
  }

  meanSquares(): Float64Array {
    const { rows, columns, offsets, indices, values } = this.matrix;
    const squares = new Float64Array(columns);
    for (let i = 0; i < offsets[rows]!; i++) squares[indices[i]!]! += (values[i]! * values[i]!) / rows;
    return squares;
  }

  firstNotFinite() {
    const { rows, offsets, indices, values } = this.matrix;
    for (let row = 0; row < rows; row++)
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++)
        if (!Number.isFinite(values[i])) return { row, column: indices[i]!, found: values[i]! };
    return undefined;
  }
}

function dot(
  indices: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
  weights: Float64Array,
  first: number,
): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i]! * weights[first + indices[i]!]!;
  return sum;
}

function add(
  indices: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
  into: Float64Array,
  first: number,
  by: number,
): void {
  for (let i = start; i < end; i++) into[first + indices[i]!]! += by * values[i]!;
}
