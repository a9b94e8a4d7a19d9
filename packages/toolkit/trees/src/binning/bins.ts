import { deriveSeed } from "@tandem/core";
import type { Kernels } from "../kernels/kernels.ts";
import { GRID_BYTES, GRID_CELLS, type Layout } from "../kernels/layout.ts";
import { categoriesOf } from "./categories.ts";
import { cutsOf } from "./cuts.ts";
import type { Table } from "./table.ts";

/** How a feature's values become bins: by cuts between numbers, or by a list of category codes, ascending. */
export type FeatureBins =
  { readonly kind: "number"; readonly cuts: Float64Array } | { readonly kind: "category"; readonly codes: Int32Array };

/** Rows that cuts are learned from, at most. */
const SAMPLE = 200_000;
/** Features sampled at a time, at most: values of neighbouring columns lie in one cache line. */
const GROUP = 8;
/** Above so many cuts in one cell of the grid a feature is searched by halves instead. */
const CROWDED = 12;

/** Bytes that {@link learnBins} sorts in: those of one feature, or as many of a few as lie there anyway. */
export function sortBytes(rows: number): number {
  return Math.min(rows, SAMPLE) * 16 + 8192 + 64;
}

/** Features that can be sorted at a time in so many bytes. */
function groupFor(bytes: number, rows: number, features: number): number {
  return Math.max(1, Math.min(GROUP, features, Math.floor(bytes / sortBytes(rows))));
}

/** Categories by feature, undefined for numbers. */
export type Categories = readonly (Int32Array | undefined)[];

export function learnCategories(table: Table, categorical: ReadonlySet<number>, maxBins: number): Categories {
  return Array.from({ length: table.columns }, (_, feature) =>
    categorical.has(feature) ? categoriesOf(table, feature, maxBins) : undefined,
  );
}

/** Learns the cuts of each numeric feature from the rows of `table`; categories are known before. */
export function learnBins(
  table: Table,
  categories: Categories,
  maxBins: number,
  seed: number,
  kernels: Kernels,
): readonly FeatureBins[] {
  const bins: FeatureBins[] = [];
  const chosen = sampleRows(table.rows, seed);
  const { sortStage, bytes } = kernels.layout;
  const group = groupFor(bytes - sortStage, table.rows, table.columns);
  const stage = new Float64Array(kernels.buffer, sortStage, 2 * group * chosen.length);
  for (let first = 0; first < table.columns; first += group) {
    const last = Math.min(first + group, table.columns);
    const lengths = table.sample(chosen, first, last, stage, chosen.length);
    kernels.sortColumns(last - first, chosen.length, lengths);
    for (let feature = first; feature < last; feature++) {
      const start = (feature - first) * chosen.length;
      const sorted = stage.subarray(start, start + lengths[feature - first]!);
      const codes = categories[feature];
      bins.push(codes ? { kind: "category", codes } : { kind: "number", cuts: cutsOf(sorted, maxBins) });
    }
  }
  return bins;
}

/** All rows, or an even sample of them with a random step within each stride. */
function sampleRows(rows: number, seed: number): Int32Array {
  const count = Math.min(rows, SAMPLE);
  const step = rows / count;
  const chosen = new Int32Array(count);
  for (let i = 0; i < count; i++)
    chosen[i] = count === rows ? i : Math.floor((i + deriveSeed(seed, i) / 2 ** 32) * step);
  return chosen;
}

/** Bytes of category tables for {@link writeBins}: one for each code up to the greatest. */
export function categoryBytes(categories: Categories): number {
  return categories.reduce((sum, codes) => sum + (codes ? (codes.at(-1) ?? -1) + 1 : 0), 0);
}

/** Hands the bins to the kernels: cuts with their grid, or the table of categories. */
export function writeBins(bins: readonly FeatureBins[], { buffer, layout }: Kernels): void {
  const counts = new Int32Array(buffer, layout.binCounts, bins.length);
  const flags = new Uint8Array(buffer, layout.featureFlags, bins.length);
  let table = layout.categories;
  bins.forEach((feature, i) => {
    if (feature.kind === "number") {
      counts[i] = feature.cuts.length + 1;
      flags[i] = 0;
      writeGrid(feature.cuts, i, buffer, layout);
      return;
    }
    const size = (feature.codes.at(-1) ?? -1) + 1;
    const codes = new Uint8Array(buffer, table, size).fill(255);
    feature.codes.forEach((code, bin) => (codes[code] = bin));
    counts[i] = feature.codes.length;
    flags[i] = 2;
    new Int32Array(buffer, layout.binners + i * 32 + 16, 2).set([table, size]);
    table += size;
  });
}

/**
 * A uniform grid over the cuts with the first bin that a value in each cell may have. The cell of a value grows with the
 * value, so cuts in cells before its own lie below it: the search starts after them.
 */
function writeGrid(cuts: Float64Array, feature: number, buffer: ArrayBufferLike, layout: Layout): void {
  new Float64Array(buffer, layout.cuts + feature * 2048, 256).fill(Infinity).set(cuts);
  const grid = new Uint8Array(buffer, layout.grids + feature * GRID_BYTES, GRID_CELLS + 1).fill(0);
  const low = cuts[0] ?? 0;
  const range = (cuts.at(-1) ?? 0) - low;
  const scale = range > 0 && Number.isFinite(GRID_CELLS / range) ? GRID_CELLS / range : 0;
  const cellOf = (x: number) => Math.trunc(Math.min(Math.max((x - low) * scale, 0), GRID_CELLS));
  let cell = 0;
  cuts.forEach((cut, i) => {
    const own = cellOf(cut);
    while (cell < own) grid[++cell] = i;
  });
  while (cell < GRID_CELLS) grid[++cell] = cuts.length;
  const crowded = cuts.some((cut, i) => i - grid[cellOf(cut)]! >= CROWDED);
  new Float64Array(buffer, layout.binners + feature * 32, 2).set([low, crowded || cuts.length === 0 ? 0 : scale]);
}

/** Rows staged at a time: about a megabyte. */
export function blockRows(features: number): number {
  return Math.max(512, Math.min(16_384, Math.floor(2 ** 17 / features / 512) * 512));
}

/** Bins all rows of `table` into the matrix of bins at address `into`. */
export function binTable(table: Table, into: number, training: boolean, kernels: Kernels): void {
  const block = blockRows(table.columns);
  const stage = new Float64Array(kernels.buffer, kernels.layout.stage, block * table.columns);
  for (let first = 0; first < table.rows; first += block) {
    const count = Math.min(block, table.rows - first);
    table.read(first, count, stage);
    const { row, feature } = table.strides(count);
    kernels.binRows(first, count, row, feature, into, training);
  }
}
