import type { Table } from "../binning/table.ts";
import { inSet } from "../predict/walk.ts";
import type { Trees } from "../trees.ts";

/** Some rows, column by column. */
export interface Block {
  readonly capacity: number;
  count: number;
  /** The value of feature f in row r is `columns[f * capacity + r]`. */
  readonly columns: Float64Array;
}

export function newBlock(capacity: number, features: number): Block {
  return { capacity, count: 0, columns: new Float64Array(capacity * features) };
}

/** Reads rows from `first` on, as many as fit. `stage` is as large as the block's columns. */
export function readBlock(table: Table, first: number, block: Block, stage: Float64Array): void {
  const count = Math.min(block.capacity, table.rows - first);
  table.read(first, count, stage);
  const { row, feature } = table.strides(count);
  block.count = count;
  for (let f = 0; f < table.columns; f++) {
    const to = f * block.capacity;
    for (let r = 0, from = f * feature; r < count; r++, from += row) block.columns[to + r] = stage[from]!;
  }
}

/** Writes 1 for each row of the block that goes left at a node, 0 for the others. */
export function lefts(trees: Trees, node: number, block: Block, into: Uint8Array): void {
  const column = block.columns.subarray(trees.feature[node]! * block.capacity);
  const missing = trees.missingLeft[node]!;
  const set = trees.categorySet[node]!;
  if (set >= 0) {
    const known = trees.categoryKnown[node]!;
    for (let r = 0; r < block.count; r++)
      into[r] = inSet(trees, known, column[r]!) ? (inSet(trees, set, column[r]!) ? 1 : 0) : missing;
    return;
  }
  const threshold = trees.threshold[node]!;
  for (let r = 0; r < block.count; r++) {
    const x = column[r]!;
    into[r] = x <= threshold ? 1 : x === x ? 0 : missing;
  }
}
