import { TandemError } from "@tandem/core";
import { tableOf, type TreeFeatures } from "../binning/table.ts";
import { blockRows } from "../binning/bins.ts";
import type { Trees } from "../trees.ts";
import { linked } from "./link.ts";

export interface PredictOptions {
  /** "score" is the raw sum of the trees, "response" what the link makes of it: probabilities, means. Default "response". */
  readonly output?: "score" | "response";
  /** Only the first trees. Default all. */
  readonly trees?: number;
}

/** rows x outputs, row-major; one number a row where there is one output (binary: the probability of class 1). */
export function predictTrees(trees: Trees, features: TreeFeatures, options: PredictOptions = {}): Float64Array {
  const table = tableOf(features);
  if (table.columns !== trees.features)
    throw new TandemError("trees/bad-data", {
      what: "features",
      reason: `${table.columns} columns, but the trees were trained on ${trees.features}`,
    });
  const scores = new Float64Array(table.rows * trees.outputs);
  const block = blockRows(table.columns);
  const stage = new Float64Array(Math.min(block, table.rows) * table.columns);
  for (let first = 0; first < table.rows; first += block) {
    const count = Math.min(block, table.rows - first);
    table.read(first, count, stage);
    const { row, feature } = table.strides(count);
    scoreBlock(
      trees,
      stage,
      count,
      row,
      feature,
      scores.subarray(first * trees.outputs, (first + count) * trees.outputs),
      options.trees,
    );
  }
  return options.output === "score" ? scores : linked(scores, trees);
}

function scoreBlock(
  trees: Trees,
  values: Float64Array,
  count: number,
  rowStride: number,
  featureStride: number,
  scores: Float64Array,
  most = Infinity,
): void {
  const { roots, outputs, base, value } = trees;
  for (let i = 0; i < scores.length; i++) scores[i] = base[i % outputs]!;
  for (let tree = 0; tree < Math.min(roots.length - 1, most); tree++) {
    const output = tree % outputs;
    for (let row = 0; row < count; row++)
      scores[row * outputs + output]! += value[leafOf(trees, roots[tree]!, values, row * rowStride, featureStride)]!;
  }
}

/** The leaf where a row ends that starts at node `root`; its values begin at `start`, `stride` apart. */
export function leafOf(trees: Trees, root: number, values: Float64Array, start: number, stride: number): number {
  const { feature, threshold, left, right, missingLeft, categorySet } = trees;
  let node = root;
  for (let f = feature[node]!; f >= 0; f = feature[node]!) {
    const x = values[start + f * stride]!;
    const goesLeft =
      categorySet[node]! >= 0
        ? inCategories(trees, node, x)
        : x === x
          ? x <= threshold[node]!
          : missingLeft[node] === 1;
    node = goesLeft ? left[node]! : right[node]!;
  }
  return node;
}

function inCategories(trees: Trees, node: number, code: number): boolean {
  if (!inSet(trees, trees.categoryKnown[node]!, code)) return trees.missingLeft[node] === 1;
  return inSet(trees, trees.categorySet[node]!, code);
}
function inSet({ categoryStarts, categoryBits }: Trees, set: number, code: number): boolean {
  const word = categoryStarts[set]! + Math.floor(code / 32);
  if (!(code >= 0) || !Number.isInteger(code) || word >= categoryStarts[set + 1]!) return false;
  return ((categoryBits[word]! >>> (code % 32)) & 1) === 1;
}
