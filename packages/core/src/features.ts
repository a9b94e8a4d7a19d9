import type { Labels } from "./column.ts";
import type { Identified, SampleId } from "./samples.ts";

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

/** Datasets of at least as many samples write out ids only when they are asked for; of fewer it is quicker to have them. */
const MANY = 1024;

/** Those datasets, and what has their ids. Their features were counted against their samples. */
const onDemand = new WeakMap<object, Identified>();

/** A dataset of samples, with targets where it is to be fitted on; `features` have a row for each sample. */
export function datasetOver<F extends Features, T extends object>(
  samples: Identified & { readonly length: number },
  features: F,
  targets: T,
): Dataset<F> & T {
  if (samples.length < MANY) return { sampleIds: samples.ids, features, ...targets };
  const dataset = {
    get sampleIds() {
      return samples.ids;
    },
    features,
    ...targets,
  };
  onDemand.set(dataset, samples);
  return dataset;
}

/** What has the ids of a dataset that did not write them out. */
export function idsOnDemand(dataset: Dataset<Features>): Identified | undefined {
  return onDemand.get(dataset);
}

export interface LabeledDataset<F extends Features, L> extends Dataset<F> {
  readonly labels: Labels<L>;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];
}
