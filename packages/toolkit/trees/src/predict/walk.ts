import type { Trees } from "../trees.ts";

/** The leaf where a row ends that starts at node `root`; its values begin at `start`, `stride` apart. */
export function leafOf(trees: Trees, root: number, values: Float64Array, start: number, stride: number): number {
  const { feature, threshold, left, right, missingLeft, categorySet } = trees;
  let node = root;
  for (let f = feature[node]!; f >= 0; f = feature[node]!) {
    const x = values[start + f * stride]!;
    const byCategory = categorySet[node]! >= 0;
    const goesLeft = byCategory
      ? inCategories(trees, node, x)
      : x === x
        ? x <= threshold[node]!
        : missingLeft[node] === 1;
    node = goesLeft ? left[node]! : right[node]!;
  }
  return node;
}

/** Where a row with the value x of the node's column goes. */
export function goesLeft(trees: Trees, node: number, x: number): boolean {
  if (trees.categorySet[node]! >= 0) return inCategories(trees, node, x);
  return x === x ? x <= trees.threshold[node]! : trees.missingLeft[node] === 1;
}

function inCategories(trees: Trees, node: number, code: number): boolean {
  if (!inSet(trees, trees.categoryKnown[node]!, code)) return trees.missingLeft[node] === 1;
  return inSet(trees, trees.categorySet[node]!, code);
}

export function inSet({ categoryStarts, categoryBits }: Trees, set: number, code: number): boolean {
  const word = categoryStarts[set]! + Math.floor(code / 32);
  if (!(code >= 0) || !Number.isInteger(code) || word >= categoryStarts[set + 1]!) return false;
  return ((categoryBits[word]! >>> (code % 32)) & 1) === 1;
}
