import type { Kernels } from "../kernels.ts";
import type { Layout } from "../layout.ts";
import { binRows } from "./binning.ts";
import { growForest } from "./forest.ts";
import { binaryGradients, quantise, squaredGradients, total } from "./gradients.ts";
import { histogram } from "./histogram.ts";
import { memoryOf } from "./memory.ts";
import { partition, routeRows, updateScores } from "./rows.ts";
import { split } from "./split.ts";

/** The kernels in plain TypeScript, on the calling thread. */
export function plainKernels(layout: Layout): Kernels {
  const buffer = new ArrayBuffer(layout.bytes);
  const memory = memoryOf(buffer, layout);
  return {
    layout,
    buffer,
    name: "plain",
    sortColumns(arrays, capacity, lengths) {
      const start = layout.sortStage / 8;
      for (let i = 0; i < arrays; i++)
        memory.doubles.subarray(start + i * capacity, start + i * capacity + lengths[i]!).sort();
    },
    binRows: (first, count, rowStride, featureStride, into, training) =>
      binRows(memory, first, count, rowStride, featureStride, into, training),
    squaredGradients: (scores) => squaredGradients(memory, scores / 4),
    binaryGradients: (scores) => binaryGradients(memory, scores / 4),
    quantise: (gradientScale, hessianScale, fill) => quantise(memory, gradientScale, hessianScale, fill),
    total: (count) => total(memory, count),
    histogram: (begin, end, slot, inOrder) => histogram(memory, begin, end, slot, inOrder),
    split: (small, parent, bounded) => split(memory, small, parent, bounded),
    partition: (begin, end, feature, lastLeft) => partition(memory, begin, end, feature, lastLeft),
    updateScores: (scores, leaves, count) => updateScores(memory, scores / 4, leaves, count),
    routeRows: (bins, scores, count) => routeRows(memory, bins, scores / 4, count),
    growForest: (count, plan) => growForest(memory, count, plan),
    close() {},
  };
}
