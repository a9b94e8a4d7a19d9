import type { SparseMatrix } from "@tandem/core";

type Baskets = ArrayLike<readonly string[] | null | undefined>;

/** rows x names: how often each row holds each item; items without a column count for nothing. */
export function countedItems(baskets: Baskets, names: readonly string[]): SparseMatrix {
  const numbers = new Map(names.map((name, number) => [name, number]));
  const rows = Array.from(baskets, (items) => {
    const counts = new Map<number, number>();
    for (const item of items ?? []) {
      const number = numbers.get(item);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => a - b);
  });
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  const all = rows.flat();
  return {
    rows: rows.length,
    columns: names.length,
    offsets,
    indices: Int32Array.from(all, ([number]) => number),
    values: Float64Array.from(all, ([, count]) => count),
    names,
  };
}

/** Counts with one more of each item of `baskets`, row by row. */
export function addedItems(counts: SparseMatrix, baskets: Baskets): SparseMatrix {
  const { offsets, indices, values, names = [] } = counts;
  const both = Array.from({ length: counts.rows }, (_, row) => [
    ...Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => offsets[row]! + i).flatMap((at) =>
      new Array<string>(values[at]!).fill(names[indices[at]!]!),
    ),
    ...(baskets[row] ?? []),
  ]);
  return countedItems(both, names);
}
