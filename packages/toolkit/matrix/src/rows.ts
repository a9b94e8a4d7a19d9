import { isSparse, TandemError, type DenseMatrix, type SparseMatrix } from "@tandem/core";
import { DenseRows } from "./dense-rows.ts";
import { SparseRows } from "./sparse-rows.ts";

/** Features of either layout. */
export type FeatureMatrix = DenseMatrix | SparseMatrix;

/**
 * The few passes over rows that linear models are made of. Blocks of rows, so that a row read from memory is used for
 * scores and gradient while it is in the cache. Weights of several outputs lie one after the other.
 */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** `scores[(row - from) * outputs + k] = intercepts[k] + row · weights[k]` for rows `from` to `to`. */
  scores(from: number, to: number, weights: Float64Array, intercepts: Float64Array, scores: Float64Array): void;
  /** `gradient[k] += sum of residuals[(row - from) * outputs + k] * row` for rows `from` to `to`. */
  accumulate(from: number, to: number, residuals: Float64Array, outputs: number, gradient: Float64Array): void;
  /** Mean of the squares of each column. */
  meanSquares(): Float64Array;
  /** The first value that is NaN or infinite. */
  firstNotFinite(): { readonly row: number; readonly column: number; readonly found: number } | undefined;
}

/** @throws TandemError `matrix/malformed` where sizes disagree. */
export function rowsOf(features: FeatureMatrix): Rows {
  const { rows, columns } = features;
  const bad = (reason: string) => new TandemError("matrix/malformed", { reason });
  if (!isSparse(features)) {
    if (features.data.length !== rows * columns) throw bad(`${features.data.length} values for ${rows} x ${columns}`);
    return new DenseRows(features);
  }
  const { offsets, indices, values } = features;
  if (offsets.length !== rows + 1) throw bad(`${offsets.length} offsets for ${rows} rows`);
  if (indices.length < offsets[rows]! || values.length < offsets[rows]!) throw bad(`fewer values than offsets say`);
  return new SparseRows(features);
}

/** @throws TandemError `matrix/not-finite` naming the first bad row and column, if there is one. */
export function refuseNotFinite(rows: Rows, names: readonly string[] | undefined): void {
  const bad = rows.firstNotFinite();
  if (!bad) return;
  const column = names?.[bad.column] === undefined ? String(bad.column) : `"${names[bad.column]}"`;
  throw new TandemError("matrix/not-finite", { what: "the features", row: bad.row, column, found: bad.found });
}
