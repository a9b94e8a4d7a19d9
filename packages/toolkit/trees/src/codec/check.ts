import { TandemError } from "@tandem/core";
import type { Trees } from "../trees.ts";

/**
 * Trees that were read from outside, after a look that walking them ends and stays within their arrays.
 * @throws TandemError `trees/corrupt`
 */
export function checkTrees(trees: Trees): Trees {
  const {
    roots,
    feature,
    left,
    right,
    features,
    outputs,
    base,
    categorySet,
    categoryKnown,
    categoryStarts,
    categoryBits,
  } = trees;
  const fail = (reason: string) => new TandemError("trees/corrupt", { reason });
  const nodes = feature.length;
  for (const name of [
    "threshold",
    "left",
    "right",
    "missingLeft",
    "value",
    "cover",
    "gain",
    "categorySet",
    "categoryKnown",
  ] as const)
    if (trees[name].length !== nodes) throw fail(`${trees[name].length} values of ${name} for ${nodes} nodes`);
  if (base.length !== outputs) throw fail(`${base.length} base scores for ${outputs} outputs`);
  if (roots[0] !== 0 || roots.at(-1) !== nodes) throw fail("the trees do not span the nodes");
  const sets = categoryStarts.length - 1;
  for (let s = 0; s < sets; s++)
    if (categoryStarts[s]! > categoryStarts[s + 1]!) throw fail("the sets of categories overlap");
  if (categoryStarts[0] !== 0 || categoryStarts.at(-1) !== categoryBits.length)
    throw fail("the sets of categories do not span their bits");
  for (let tree = 0; tree + 1 < roots.length; tree++) {
    const end = roots[tree + 1]!;
    if (end <= roots[tree]!) throw fail(`tree ${tree} has no nodes`);
    for (let node = roots[tree]!; node < end; node++) {
      if (feature[node]! < 0) continue;
      const [low, high] = [Math.min(left[node]!, right[node]!), Math.max(left[node]!, right[node]!)];
      if (feature[node]! >= features) throw fail(`node ${node} splits by column ${feature[node]} of ${features}`);
      if (low <= node || high >= end) throw fail(`node ${node} of tree ${tree} has children outside or before it`);
      if (categorySet[node]! >= sets || categoryKnown[node]! >= sets)
        throw fail(`node ${node} names a set of categories that is not there`);
    }
  }
  return trees;
}
