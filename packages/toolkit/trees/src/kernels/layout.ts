import { TandemError } from "@tandem/core";
import { CONTROL, MOST_BYTES, Places } from "@tandem/toolkit-kernels";

/** What has to fit into the memory that kernels work on. */
export interface Shape {
  readonly rows: number;
  readonly features: number;
  readonly outputs: number;
  readonly threads: number;
  /** Histograms kept at once. */
  readonly slots: number;
  /** Leaves or nodes of the largest tree. */
  readonly nodes: number;
  readonly weighted: boolean;
  /** Rows binned beside the training rows, to be routed only. */
  readonly validationRows: number;
  /** Bytes of the tables that turn category codes into bins. */
  readonly categoryBytes: number;
  /** Bytes needed before training only: to sort values, in the place of the bins to come, and to bin values. */
  readonly sortBytes: number;
  readonly stageBytes: number;
  /** Whether bins are kept by feature too. */
  readonly byColumn: boolean;
  /** Bytes in which whole trees of a forest are grown. */
  readonly forestBytes: number;
}

/** Byte addresses in the memory. The first 26 names are the fields of assembly/context.ts, in its order. */
const fields = [
  "rows",
  "features",
  "words",
  "rowBins",
  "columnBins",
  "index",
  "indexCopy",
  "packed",
  "targets",
  "weights",
  "histograms",
  "privateHistograms",
  "scratch",
  "binCounts",
  "featureFlags",
  "monotone",
  "allowed",
  "splits",
  "partials",
  "control",
  "leftBins",
  "nodes",
  "stage",
  "cuts",
  "grids",
  "binners",
] as const;
export type Layout = { readonly [K in (typeof fields)[number]]: number } & {
  readonly context: number;
  readonly threads: number;
  readonly categories: number;
  /** Where values are sorted: over the bins. */
  readonly sortStage: number;
  readonly forest: number;
  readonly scores: number;
  readonly scoreBytes: number;
  readonly validationBins: number;
  readonly validationScores: number;
  readonly validationScoreBytes: number;
  readonly slots: number;
  readonly bytes: number;
};

export const NODE_BYTES = 64;
export const GRID_CELLS = 4096;
export const GRID_BYTES = GRID_CELLS + 8;
const SCRATCH_BYTES = 65_536;

/** @throws TandemError `trees/too-big` */
export function layoutOf(shape: Shape): Layout {
  const { rows, features, threads, slots, validationRows } = shape;
  const words = Math.ceil(features / 4);
  const padded = Math.ceil(rows / 4) * 4 + 4;
  const slotBytes = words * 8192;
  const places = new Places();
  const take = (bytes: number) => places.take(bytes);
  const small = {
    context: take(256),
    control: take(CONTROL.bytes + threads * 64),
    binCounts: take(features * 4),
    featureFlags: take(features),
    monotone: take(features),
    allowed: take(features),
    splits: take(words * 256),
    leftBins: take(256),
    nodes: take(shape.nodes * NODE_BYTES),
    cuts: take(features * 2048),
    grids: take(features * GRID_BYTES),
    binners: take(features * 32),
    categories: take(shape.categoryBytes),
    partials: take(Math.ceil(rows / 4096) * 16 + 64),
    scratch: take(threads * SCRATCH_BYTES),
  };
  const scoreBytes = padded * 4;
  const validationScoreBytes = validationRows * 4;
  const large = {
    targets: take(padded * 4),
    weights: shape.weighted ? take(padded * 4) : 0,
    scores: take(scoreBytes * shape.outputs),
    validationBins: take(validationRows * words * 4),
    validationScores: take(validationScoreBytes * shape.outputs),
    rowBins: take(rows * words * 4 + 64),
    columnBins: shape.byColumn ? take(rows * features) : 0,
  };
  const stage = places.bytes;
  const work = {
    packed: take(padded * 8),
    index: take(padded * 4),
    indexCopy: take(padded * 4),
    histograms: take(slots * slotBytes),
    privateHistograms: take((threads - 1) * slotBytes),
    forest: take(shape.forestBytes),
  };
  const bytes = Math.max(places.bytes, stage + shape.stageBytes, large.rowBins + shape.sortBytes) + 65_536;
  if (bytes > MOST_BYTES)
    throw new TandemError("trees/too-big", {
      what: `training on ${rows} rows of ${features} columns`,
      bytes,
      most: MOST_BYTES,
    });
  return {
    ...small,
    ...large,
    ...work,
    threads,
    rows,
    features,
    words,
    stage,
    sortStage: large.rowBins,
    scoreBytes,
    validationScoreBytes,
    slots,
    bytes,
  };
}

/** Writes the fields that kernels read when they attach. */
export function writeContext(buffer: ArrayBufferLike, layout: Layout): void {
  new Uint32Array(buffer, layout.context, fields.length).set(fields.map((name) => layout[name]));
}
