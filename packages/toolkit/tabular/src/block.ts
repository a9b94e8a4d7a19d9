import type { SparseMatrix } from "@tandem/core";
import type { Columns } from "./columns.ts";

/** What one field becomes, made once per learned state. */
export interface BlockEncoder {
  readonly names: readonly string[];
  /** Writes the block of each row at `out[row * stride + at]`; `out` holds zeros there. */
  write(columns: Columns, out: Float64Array, stride: number, at: number): void;
  /** The block without its zeros, for blocks that are mostly zero. */
  sparse?(columns: Columns): SparseBlock;
}

/** Rows of a block: the column that is 1 (-1 for none), or any columns ascending. */
export type SparseBlock =
  { readonly ones: Int32Array } | { readonly entries: Pick<SparseMatrix, "offsets" | "indices" | "values"> };
