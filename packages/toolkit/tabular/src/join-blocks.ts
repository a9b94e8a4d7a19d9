import type { SparseMatrix } from "@tandem/core";
import type { BlockEncoder, SparseBlock } from "./block.ts";
import type { Columns } from "./columns.ts";

/** The rows of one block and where its first column goes; `dense` holds zeros too. */
type PlacedBlock = { readonly at: number } & (SparseBlock | { readonly dense: Float64Array; readonly width: number });

export function rowsOf(block: BlockEncoder, columns: Columns, at: number): PlacedBlock {
  if (block.sparse) return { at, ...block.sparse(columns) };
  const width = block.names.length;
  const dense = new Float64Array(columns.length * width);
  block.write(columns, dense, width, 0);
  return { at, dense, width };
}

/** Blocks side by side as sparse rows; NaN counts as a value. */
export function joinBlocks(
  rows: number,
  blocks: readonly PlacedBlock[],
): Pick<SparseMatrix, "offsets" | "indices" | "values"> {
  const offsets = new Int32Array(rows + 1);
  for (const block of blocks) countEntries(block, rows, offsets);
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;
  const indices = new Int32Array(offsets[rows]!);
  const values = new Float64Array(offsets[rows]!);
  const next = offsets.slice(0, rows);
  for (const block of blocks) putEntries(block, rows, next, indices, values);
  return { offsets, indices, values };
}

function countEntries(block: PlacedBlock, rows: number, offsets: Int32Array): void {
  if ("ones" in block) {
    for (let row = 0; row < rows; row++) if (block.ones[row]! >= 0) offsets[row + 1]!++;
  } else if ("entries" in block) {
    const { offsets: own } = block.entries;
    for (let row = 0; row < rows; row++) offsets[row + 1]! += own[row + 1]! - own[row]!;
  } else {
    const { dense, width } = block;
    for (let row = 0, i = 0; row < rows; row++)
      for (let j = 0; j < width; j++) if (dense[i++] !== 0) offsets[row + 1]!++;
  }
}

/** Writes each row's entries from `next[row]` on and moves it behind them. */
function putEntries(
  block: PlacedBlock,
  rows: number,
  next: Int32Array,
  indices: Int32Array,
  values: Float64Array,
): void {
  const { at } = block;
  const put = (row: number, column: number, value: number) => {
    const place = next[row]!++;
    indices[place] = at + column;
    values[place] = value;
  };
  if ("ones" in block) {
    for (let row = 0; row < rows; row++) if (block.ones[row]! >= 0) put(row, block.ones[row]!, 1);
  } else if ("entries" in block) {
    const { offsets, indices: own, values: given } = block.entries;
    for (let row = 0; row < rows; row++)
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) put(row, own[i]!, given[i]!);
  } else {
    const { dense, width } = block;
    for (let row = 0, i = 0; row < rows; row++)
      for (let j = 0; j < width; j++, i++) if (dense[i] !== 0) put(row, j, dense[i]!);
  }
}
