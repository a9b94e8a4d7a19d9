import type { SparseMatrix } from "@tandem/core";
import type { Columns } from "./columns.ts";

/** What one field becomes, made once per learned state. */
export interface BlockEncoder {
  readonly names: readonly string[];
  /** Writes the block of each row at `out[row * stride + at]`; `out` holds zeros there. */
  write(columns: Columns, out: Float64Array, stride: number, at: number): void;
  /** The same some rows at a time, for blocks whose values are at hand. */
  part?(columns: Columns): WriteRows;
  /** The block without its zeros, for blocks that are mostly zero. */
  sparse?(columns: Columns): SparseBlock;
}

/** Writes the block of the rows from `from` to before `to`. */
export type WriteRows = (out: Float64Array, stride: number, at: number, from: number, to: number) => void;

/** Rows of a block: the column that is 1 (-1 for none), or any columns ascending. */
export type SparseBlock =
  { readonly ones: Int32Array } | { readonly entries: Pick<SparseMatrix, "offsets" | "indices" | "values"> };
