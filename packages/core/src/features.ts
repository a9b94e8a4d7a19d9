import type { Labels } from "./column.ts";
import type { SampleId } from "./samples.ts";

/** Anything that knows its row count: dense matrix, sparse rows, data frame, tensor, plain array. */
export type Features =
  | { readonly length: number; dispose?(): void }
  | { readonly rows: number; dispose?(): void }
  | { readonly shape: readonly number[]; dispose?(): void };

/** Row-major dense numbers: the value of (row, column) is `data[row * columns + column]`. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Names of the columns, for reports. */
  readonly names?: readonly string[];
}

/** Compressed sparse rows: row r holds `indices` and `values` from `offsets[r]` to `offsets[r + 1]`, columns ascending. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly names?: readonly string[];
}

export function isSparse(matrix: DenseMatrix | SparseMatrix): matrix is SparseMatrix {
  return "offsets" in matrix;
}

/** Number of samples that features describe. */
export function countRows(features: Features): number {
  if ("rows" in features) return features.rows;
  if ("shape" in features) return features.shape[0] ?? 0;
  return features.length;
}

/** Features of samples, one row each, in the order of `sampleIds`. */
export interface Dataset<F extends Features> {
  readonly sampleIds: readonly SampleId[];
  readonly features: F;
}

/** Datasets whose features were counted against their samples: their ids need not be written out to be counted again. */
const counted = new WeakSet<object>();

/** A dataset that writes out the ids of its samples when they are asked for; its features have a row for each. */
export function datasetOver<F extends Features>(
  samples: { readonly ids: readonly SampleId[] },
  features: F,
): Dataset<F> {
  const dataset: Dataset<F> = {
    get sampleIds() {
      return samples.ids;
    },
    features,
  };
  counted.add(dataset);
  return dataset;
}

/** Targets beside the features and ids of a dataset. */
export function withTargets<F extends Features, T extends object>(dataset: Dataset<F>, targets: T): Dataset<F> & T {
  return Object.defineProperties(
    datasetOver(
      {
        get ids() {
          return dataset.sampleIds;
        },
      },
      dataset.features,
    ),
    Object.getOwnPropertyDescriptors(targets),
  ) as Dataset<F> & T;
}

/** Number of samples that a dataset says it is of. */
export function countSamples(dataset: Dataset<Features>): number {
  return counted.has(dataset) ? countRows(dataset.features) : dataset.sampleIds.length;
}

export interface LabeledDataset<F extends Features, L> extends Dataset<F> {
  readonly labels: Labels<L>;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];
}
