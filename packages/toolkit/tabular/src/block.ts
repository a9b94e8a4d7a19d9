import type { SparseMatrix } from "@tandem/core";
import type { Columns } from "./columns.ts";

/** What one field becomes, made once per learned state. */
export interface BlockEncoder {
  readonly names: readonly string[];
  /** Writes the block of each row at `out[row * stride + at]`; `out` holds zeros there. */
  write(columns: Columns, out: Float64Array, stride: number, at: number): void;
  /** The block as sparse rows, for blocks that are wide and mostly zero. */
  sparse?(columns: Columns): SparseMatrix;
}

/** Any block as sparse rows, without its zeros; NaN is kept. */
export function sparseBlock(block: BlockEncoder, columns: Columns): SparseMatrix {
  if (block.sparse) return block.sparse(columns);
  const width = block.names.length;
  const dense = new Float64Array(columns.length * width);
  block.write(columns, dense, width, 0);
  let count = 0;
  for (let i = 0; i < dense.length; i++) if (dense[i] !== 0) count++;
  const offsets = new Int32Array(columns.length + 1);
  const indices = new Int32Array(count);
  const values = new Float64Array(count);
  for (let row = 0, next = 0; row < columns.length; row++) {
    for (let j = 0; j < width; j++) {
      const value = dense[row * width + j]!;
      if (value === 0) continue;
      indices[next] = j;
      values[next++] = value;
    }
    offsets[row + 1] = next;
  }
  return { rows: columns.length, columns: width, offsets, indices, values };
}
