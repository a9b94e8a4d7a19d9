import type { Layout } from "./layout.ts";

/**
 * The inner loops of training, over one memory laid out by {@link Layout}. Two of them exist: AssemblyScript on threads,
 * and plain TypeScript on one. They give the same trees to the bit: gradients are computed by the same float32
 * operations and summed as integers, so neither threads nor order matter.
 */
export interface Kernels {
  readonly layout: Layout;
  readonly buffer: ArrayBufferLike;
  /** What does the work, for reports. */
  readonly name: "wasm" | "plain";
  /** Sorts `arrays` runs of doubles in the stage, each in room for `capacity` values, of the given lengths. */
  sortColumns(arrays: number, capacity: number, lengths: Int32Array): void;
  /** Bins `count` staged rows as rows `first`... of the bins at address `into`; strides are in values. */
  binRows(
    first: number,
    count: number,
    rowStride: number,
    featureStride: number,
    into: number,
    training: boolean,
  ): void;
  squaredGradients(scores: number): void;
  binaryGradients(scores: number): void;
  /** Gradients to integers; `fill` puts all rows into the index. */
  quantise(gradientScale: number, hessianScale: number, fill: boolean): void;
  /** Sums of the quantised gradients and hessians over the first `count` rows of the index, into the partials by chunk. */
  total(count: number): void;
  histogram(begin: number, end: number, slot: number, inOrder: boolean): void;
  /** Best splits by word into the records at `layout.splits`, see assembly/split.ts. */
  split(small: number, parent: number, bounded: boolean): void;
  partition(begin: number, end: number, feature: number, lastLeft: number): number;
  updateScores(scores: number, leaves: number, count: number): void;
  routeRows(bins: number, scores: number, count: number): void;
  /** Grows `count` whole trees into the slots at `layout.forest`, see assembly/forest.ts. */
  growForest(count: number, plan: ForestPlan): void;
  /** Sends the threads home; the kernels cannot be used any more. */
  close(): void;
}

/** What bounds the trees of a forest. Sizes are of the arrays of a slot, see {@link slotOf}. */
export interface ForestPlan {
  readonly slotBytes: number;
  /** Features with more than one value that a node tries. */
  readonly columnsPerSplit: number;
  readonly minLeafSamples: number;
  readonly maxDepth: number;
  readonly randomCuts: boolean;
  readonly drawn: number;
  readonly replace: boolean;
  readonly outOfBag: boolean;
  readonly minSplitSamples: number;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}

/** Rows of one chunk of a pass over all rows; float32 sums are kept by chunk so that threads do not matter. */
export const CHUNK = 4096;
/** Bin of a missing value. */
export const MISSING_BIN = 255;
/** Sums of quantised gradients stay within 2^30. */
export const QUANTA = 2 ** 30;
