import { CONTROL, Kernel, memoryOf, teamOf, type TeamKernel } from "@tandem/toolkit-kernels";
import type { ForestPlan, Kernels } from "./kernels.ts";
import { writeContext, type Layout } from "./layout.ts";
import { kernelBytes } from "./wasm-bytes.generated.ts";

interface Exports extends TeamKernel {
  sortColumns(arrays: number, capacity: number, lengths: number, stage: number): void;
  binRows(first: number, count: number, rowStride: number, featureStride: number, into: number, training: number): void;
  squaredGradients(scores: number): void;
  binaryGradients(scores: number): void;
  quantise(gradientScale: number, hessianScale: number, fill: number): void;
  total(count: number): void;
  histogram(begin: number, end: number, slot: number, inOrder: number): void;
  split(small: number, parent: number, bounded: number): void;
  partition(begin: number, end: number, feature: number, lastLeft: number): number;
  updateScores(scores: number, leaves: number, count: number): void;
  routeRows(bins: number, scores: number, count: number): void;
  growForest(count: number): void;
}

const kernel = new Kernel<Exports>(kernelBytes);
let supported: boolean | undefined;

/** Whether WebAssembly with SIMD and shared memory runs here. */
export function wasmRuns(): boolean {
  return (supported ??= kernel.module !== undefined && memoryOf(1, true) !== undefined);
}

/** Kernels in WebAssembly on `layout.threads` threads, the calling one among them; undefined where there is no room. */
export function wasmKernels(layout: Layout): Kernels | undefined {
  const memory = memoryOf(layout.bytes, true);
  if (!memory) return undefined;
  writeContext(memory.buffer, layout);
  const { exports, close } = teamOf(kernel, memory, layout);
  return {
    layout,
    buffer: memory.buffer,
    name: "wasm",
    sortColumns(arrays, capacity, lengths) {
      new Int32Array(memory.buffer, layout.splits, lengths.length).set(lengths);
      exports.sortColumns(arrays, capacity, layout.splits, layout.sortStage);
    },
    binRows: (first, count, rowStride, featureStride, into, training) =>
      exports.binRows(first, count, rowStride, featureStride, into, Number(training)),
    squaredGradients: exports.squaredGradients,
    binaryGradients: exports.binaryGradients,
    quantise: (gradientScale, hessianScale, fill) => exports.quantise(gradientScale, hessianScale, Number(fill)),
    total: exports.total,
    histogram: (begin, end, slot, inOrder) => exports.histogram(begin, end, slot, Number(inOrder)),
    split: (small, parent, bounded) => exports.split(small, parent, Number(bounded)),
    partition: exports.partition,
    updateScores: exports.updateScores,
    routeRows: exports.routeRows,
    growForest(count, plan) {
      writePlan(plan, memory.buffer, layout);
      exports.growForest(count);
    },
    close,
  };
}

function writePlan(plan: ForestPlan, buffer: ArrayBufferLike, { control, forest }: Layout): void {
  const {
    slotBytes,
    columnsPerSplit,
    minLeafSamples,
    maxDepth,
    randomCuts,
    drawn,
    replace,
    outOfBag,
    minSplitSamples,
  } = plan;
  const depth = Math.min(maxDepth, 2 ** 30);
  const ints = [
    forest,
    slotBytes,
    columnsPerSplit,
    minLeafSamples,
    depth,
    Number(randomCuts),
    drawn,
    Number(replace),
    Number(outOfBag),
    minSplitSamples,
  ];
  new Int32Array(buffer, control + CONTROL.ints, ints.length).set(ints);
  new Float64Array(buffer, control + CONTROL.reals, 2).set([plan.gradientUnit, plan.hessianUnit]);
}
