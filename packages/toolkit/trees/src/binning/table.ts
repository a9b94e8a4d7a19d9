import { isSparse, TandemError, type DenseMatrix, type SparseMatrix } from "@tandem/core";

/** Columns of numbers, all of one length, NaN where missing: what `samples.column(field)` gives. */
export interface ColumnTable {
  readonly rows: number;
  readonly columnar: readonly (Float64Array | Float32Array)[];
  readonly names?: readonly string[];
}
/** What trees learn from and predict for. */
export type TreeFeatures = DenseMatrix | SparseMatrix | ColumnTable;

/** Reads any of {@link TreeFeatures} block by block into doubles. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly names: readonly string[] | undefined;
  /** Distance of two rows and of two features in what `read` writes for `count` rows, in values. */
  strides(count: number): { readonly row: number; readonly feature: number };
  read(first: number, count: number, into: Float64Array): void;
  /** Calls `each` with every value of a feature. */
  visit(feature: number, each: (value: number) => void): void;
  /** Values of features `first` to `last` in the given rows without NaN: one run of `capacity` each; their lengths. */
  sample(rows: Int32Array, first: number, last: number, into: Float64Array, capacity: number): Int32Array;
}

/** @throws TandemError `trees/bad-data` where the arrays do not have the sizes they should. */
export function tableOf(features: TreeFeatures): Table {
  if ("columnar" in features) return columnTable(features);
  return isSparse(features) ? sparseTable(features) : denseTable(features);
}

function check(right: boolean, reason: string): void {
  if (!right) throw new TandemError("trees/bad-data", { what: "features", reason });
}

function denseTable({ rows, columns, data, names }: DenseMatrix): Table {
  check(data.length === rows * columns, `${data.length} values for ${rows} rows of ${columns} columns`);
  return {
    rows,
    columns,
    names,
    strides: () => ({ row: columns, feature: 1 }),
    read: (first, count, into) => into.set(data.subarray(first * columns, (first + count) * columns)),
    visit(feature, each) {
      for (let at = feature; at < data.length; at += columns) each(data[at]!);
    },
    sample(chosen, first, last, into, capacity) {
      const lengths = new Int32Array(last - first);
      // Loops by number: an iterator leaves an object behind for each row, and the heap grows for them.
      for (let i = 0; i < chosen.length; i++) {
        for (let feature = first; feature < last; feature++) {
          const value = data[chosen[i]! * columns + feature]!;
          const run = feature - first;
          into[run * capacity + lengths[run]!] = value;
          lengths[run]! += value === value ? 1 : 0;
        }
      }
      return lengths;
    },
  };
}

function columnTable({ rows, columnar, names }: ColumnTable): Table {
  for (const [i, column] of columnar.entries())
    check(column.length === rows, `column ${names?.[i] ?? i} has ${column.length} values for ${rows} rows`);
  return {
    rows,
    columns: columnar.length,
    names,
    strides: (count) => ({ row: 1, feature: count }),
    read(first, count, into) {
      for (const [i, column] of columnar.entries()) into.set(column.subarray(first, first + count), i * count);
    },
    visit: (feature, each) => columnar[feature]!.forEach(each),
    sample(chosen, first, last, into, capacity) {
      return Int32Array.from(columnar.slice(first, last), (column, run) => {
        let length = 0;
        for (let i = 0; i < chosen.length; i++) {
          const value = column[chosen[i]!]!;
          into[run * capacity + length] = value;
          length += value === value ? 1 : 0;
        }
        return length;
      });
    },
  };
}

function sparseTable({ rows, columns, offsets, indices, values, names }: SparseMatrix): Table {
  check(offsets.length === rows + 1, `${offsets.length} offsets for ${rows} rows`);
  check(
    indices.length >= offsets[rows]! && values.length >= offsets[rows]!,
    `fewer indices or values than the last offset, ${offsets[rows]}`,
  );
  return {
    rows,
    columns,
    names,
    strides: () => ({ row: columns, feature: 1 }),
    read(first, count, into) {
      into.fill(0, 0, count * columns);
      for (let row = first; row < first + count; row++)
        for (let at = offsets[row]!; at < offsets[row + 1]!; at++)
          into[(row - first) * columns + indices[at]!] = values[at]!;
    },
    visit(feature, each) {
      let seen = 0;
      for (let at = 0; at < offsets[rows]!; at++) {
        if (indices[at] !== feature) continue;
        each(values[at]!);
        seen++;
      }
      for (; seen < rows; seen++) each(0);
    },
    sample(chosen, first, last, into, capacity) {
      const lengths = new Int32Array(last - first).fill(chosen.length);
      into.fill(0, 0, capacity * lengths.length);
      chosen.forEach((row, i) => {
        for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
          const feature = indices[at]!;
          if (feature >= first && feature < last) into[(feature - first) * capacity + i] = values[at]!;
        }
      });
      return closeGaps(into, lengths, capacity);
    },
  };
}

/** Takes NaN out of each run. */
function closeGaps(into: Float64Array, lengths: Int32Array, capacity: number): Int32Array {
  return lengths.map((length, run) => {
    let kept = 0;
    for (let i = run * capacity; i < run * capacity + length; i++) {
      const value = into[i]!;
      into[run * capacity + kept] = value;
      kept += value === value ? 1 : 0;
    }
    return kept;
  });
}
