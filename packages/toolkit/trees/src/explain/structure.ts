import type { ModelStructure } from "@tandem/core";
import type { Trees } from "../trees.ts";
import { decisionTree } from "./dump.ts";
import { sumsByFeature } from "./importance.ts";

const known = new WeakMap<Trees, ModelStructure>();

/** What goes with every explanation of these trees: importance by gain and by splits, and the first tree. Made once. */
export function structureOf(trees: Trees): ModelStructure {
  let structure = known.get(trees);
  if (!structure) {
    const { gain, splits } = sumsByFeature(trees);
    const tree = trees.roots.length > 1 ? { tree: decisionTree(trees, 0) } : {};
    structure = { importance: { gain: [...gain], splits: [...splits] }, ...tree };
    known.set(trees, structure);
  }
  return structure;
}
