import { writeLeftBins, type GrownTree } from "./growth.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { layoutOf, type Layout, type Shape } from "../kernels/layout.ts";
import { slotsFor } from "./slots.ts";
import { plainKernels } from "../kernels/twin/plain.ts";
import { wasmKernels, wasmRuns } from "../kernels/wasm.ts";
import {
  binTable,
  blockRows,
  learnBins,
  learnCategories,
  categoryBytes,
  sortBytes,
  writeBins,
  type FeatureBins,
} from "../binning/bins.ts";
import type { Table } from "../binning/table.ts";
import type { Labels } from "../objectives/objective.ts";

/** Histograms are kept up to so many bytes. */
const HISTOGRAM_BYTES = 2 ** 29;
/** Up to so many bytes, bins by row lie in the cache, and leaves are divided by them as fast as by bins by feature. */
const CACHED_BYTES = 2 ** 22;

export interface WorkspaceOptions {
  readonly outputs: number;
  readonly maxLeaves: number;
  readonly threads: number;
  readonly maxBins: number;
  readonly categorical: ReadonlySet<number>;
  readonly seed: number;
  readonly validation: Table | undefined;
  readonly kernels: "wasm" | "plain" | undefined;
  /** Room to grow whole trees, by the number of threads. Default none. */
  readonly forestBytes?: (threads: number) => number;
}

/** The binned data in the kernels' memory, and views of the parts that TypeScript reads and writes. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly bins: readonly FeatureBins[];
  readonly index: Int32Array;
  /** Gradients and hessians before they are quantised. */
  readonly pairs: Float32Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array | undefined;
  readonly scores: readonly Float32Array[];
  readonly validationScores: readonly Float32Array[];
}

export function workspaceOf(table: Table, labels: Labels, options: WorkspaceOptions): Workspace {
  const categories = learnCategories(table, options.categorical, options.maxBins);
  const words = Math.ceil(table.columns / 4);
  const plain = options.kernels === "plain" || !wasmRuns();
  const shape: Shape = {
    rows: table.rows,
    features: table.columns,
    outputs: options.outputs,
    threads: plain ? 1 : options.threads,
    slots: Math.max(3, Math.min(slotsFor(options.maxLeaves), Math.floor(HISTOGRAM_BYTES / (words * 8192)))),
    nodes: 2 * options.maxLeaves,
    weighted: labels.weights !== undefined,
    validationRows: options.validation?.rows ?? 0,
    categoryBytes: categoryBytes(categories),
    byColumn: options.forestBytes !== undefined || table.rows * words * 4 > CACHED_BYTES,
    forestBytes: options.forestBytes?.(plain ? 1 : options.threads) ?? 0,
    sortBytes: sortBytes(table.rows),
    stageBytes: blockRows(table.columns) * table.columns * 8,
  };
  const kernels = kernelsFor(layoutOf(shape), plain);
  const bins = learnBins(table, categories, options.maxBins, options.seed, kernels);
  writeBins(bins, kernels);
  binTable(table, kernels.layout.rowBins, true, kernels);
  if (options.validation) binTable(options.validation, kernels.layout.validationBins, false, kernels);
  return { kernels, bins, ...views(kernels, labels, options.outputs, shape.validationRows) };
}

function kernelsFor(layout: Layout, plain: boolean): Kernels {
  return (plain ? undefined : wasmKernels(layout)) ?? plainKernels(layout);
}

function views(
  { buffer, layout }: Kernels,
  { weights }: Labels,
  outputs: number,
  validationRows: number,
): Omit<Workspace, "kernels" | "bins"> {
  const { rows } = layout;
  const block = (start: number, bytes: number, length: number) =>
    Array.from({ length: outputs }, (_, i) => new Float32Array(buffer, start + i * bytes, length));
  const weightView = weights && new Float32Array(buffer, layout.weights, rows);
  if (weights) weightView?.set(weights);
  return {
    index: new Int32Array(buffer, layout.index, rows),
    pairs: new Float32Array(buffer, layout.packed, 2 * rows),
    targets: new Float32Array(buffer, layout.targets, rows),
    weights: weightView,
    scores: block(layout.scores, layout.scoreBytes, rows),
    validationScores: block(layout.validationScores, layout.validationScoreBytes, validationRows),
  };
}

/** Writes a finished tree's nodes for `routeRows`. */
export function writeNodes({ nodes }: GrownTree, { buffer, layout }: Kernels): void {
  const ints = new Int32Array(buffer, layout.nodes, nodes.length * 16);
  const doubles = new Float64Array(buffer, layout.nodes, nodes.length * 8);
  const bytes = new Uint8Array(buffer, layout.nodes, nodes.length * 64);
  const leftBins = new Uint8Array(256);
  nodes.forEach(({ split, left, right, value }, i) => {
    ints[i * 16] = split ? split.feature : -1;
    ints[i * 16 + 1] = left;
    ints[i * 16 + 2] = right;
    doubles[i * 8 + 2] = value;
    if (!split) return;
    writeLeftBins(split, leftBins);
    const bits = bytes.subarray(i * 64 + 24, i * 64 + 56).fill(0);
    leftBins.forEach((goes, bin) => (bits[bin >> 3]! |= goes << (bin & 7)));
  });
}
