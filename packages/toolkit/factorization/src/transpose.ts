/** A sparse matrix's arrays: row r has entries offsets[r] to offsets[r + 1]. */
export interface Entries {
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array | Float32Array;
}

/** Writes the entries of `from` column by column: the arrays of `to` have room for them and start as zeros. */
export function transpose(from: Entries, to: Entries): void {
  const { offsets, indices, values } = from;
  const rows = offsets.length - 1;
  for (let at = offsets[0]!; at < offsets[rows]!; at++) to.offsets[indices[at]! + 1]! += 1;
  for (let column = 1; column < to.offsets.length; column++) to.offsets[column]! += to.offsets[column - 1]!;
  const next = to.offsets.slice();
  for (let row = 0; row < rows; row++)
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const place = next[indices[at]!]!++;
      to.indices[place] = row;
      to.values[place] = values[at]!;
    }
}
