import { treeCount, type Trees } from "../../trees.ts";
import { inSet } from "../../predict/walk.ts";
import { tensorMessage, type Attribute } from "./proto.ts";

const MODES = ["BRANCH_LEQ", "BRANCH_EQ", "LEAF"] as const;
const [BY_ORDER, BY_CODE, LEAF] = [0, 1, 2];
/** A category code that no value has. */
const NO_CODE = -1;

/** Lists that grow by one entry per node of the ONNX trees. */
class Columns {
  readonly tree: number[] = [];
  readonly node: number[] = [];
  readonly feature: number[] = [];
  readonly mode: number[] = [];
  readonly value: number[] = [];
  readonly whenTrue: number[] = [];
  readonly whenFalse: number[] = [];
  readonly missingTrue: number[] = [];

  add(tree: number, node: number, mode: number, feature = 0, value = 0, whenTrue = 0, whenFalse = 0, missing = 0) {
    this.tree.push(tree);
    this.node.push(node);
    this.mode.push(mode);
    this.feature.push(feature);
    this.value.push(value);
    this.whenTrue.push(whenTrue);
    this.whenFalse.push(whenFalse);
    this.missingTrue.push(missing);
  }
}

/**
 * The attributes of a TreeEnsembleRegressor (ai.onnx.ml 3) that gives the raw scores. Thresholds and leaf values are
 * doubles. A split by categories becomes a chain of tests for one code each, all but the last test of which share a
 * child; the codes tested are those on the side where missing and unknown ones do not go.
 */
export function ensembleAttributes(trees: Trees): Readonly<Record<string, Attribute>> {
  const columns = new Columns();
  const leaves = { tree: [] as number[], node: [] as number[], target: [] as number[], weight: [] as number[] };
  for (let tree = 0; tree < treeCount(trees); tree++) {
    const entries = entriesOf(trees, tree);
    for (let node = trees.roots[tree]!; node < trees.roots[tree + 1]!; node++) {
      const entry = entries[node - trees.roots[tree]!]!;
      if (trees.feature[node]! >= 0) addSplit(columns, trees, tree, node, entries);
      else {
        columns.add(tree, entry, LEAF);
        leaves.tree.push(tree);
        leaves.node.push(entry);
        leaves.target.push(tree % trees.outputs);
        leaves.weight.push(trees.value[node]!);
      }
    }
  }
  if (columns.node.length === 0) addNothing(columns, leaves);
  return {
    nodes_treeids: { ints: columns.tree },
    nodes_nodeids: { ints: columns.node },
    nodes_featureids: { ints: columns.feature },
    nodes_modes: { strings: columns.mode.map((mode) => MODES[mode]!) },
    nodes_values_as_tensor: { tensor: tensorMessage("thresholds", Float64Array.from(columns.value)) },
    nodes_truenodeids: { ints: columns.whenTrue },
    nodes_falsenodeids: { ints: columns.whenFalse },
    nodes_missing_value_tracks_true: { ints: columns.missingTrue },
    target_treeids: { ints: leaves.tree },
    target_nodeids: { ints: leaves.node },
    target_ids: { ints: leaves.target },
    target_weights_as_tensor: { tensor: tensorMessage("weights", Float64Array.from(leaves.weight)) },
    base_values_as_tensor: { tensor: tensorMessage("base", trees.base) },
    n_targets: { int: trees.outputs },
    aggregate_function: { string: "SUM" },
    post_transform: { string: "NONE" },
  };
}

/** The number that each node of a tree gets: a chain takes as many as it has tests. */
function entriesOf(trees: Trees, tree: number): readonly number[] {
  const entries: number[] = [];
  let next = 0;
  for (let node = trees.roots[tree]!; node < trees.roots[tree + 1]!; node++) {
    entries.push(next);
    next += trees.feature[node]! >= 0 && trees.categorySet[node]! >= 0 ? testedCodes(trees, node).length : 1;
  }
  return entries;
}

function addSplit(columns: Columns, trees: Trees, tree: number, node: number, entries: readonly number[]): void {
  const first = trees.roots[tree]!;
  const feature = trees.feature[node]!;
  const [left, right] = [entries[trees.left[node]! - first]!, entries[trees.right[node]! - first]!];
  const [entry, missing] = [entries[node - first]!, trees.missingLeft[node]!];
  if (trees.categorySet[node]! < 0)
    return columns.add(tree, entry, BY_ORDER, feature, trees.threshold[node], left, right, missing);
  const [found, rest] = missing ? [right, left] : [left, right];
  testedCodes(trees, node).forEach((code, i, codes) =>
    columns.add(tree, entry + i, BY_CODE, feature, code, found, i + 1 < codes.length ? entry + i + 1 : rest),
  );
}

/** The codes that leave the way of missing values. */
function testedCodes(trees: Trees, node: number): readonly number[] {
  const { categoryStarts, categorySet, categoryKnown, missingLeft } = trees;
  const known = categoryKnown[node]!;
  const codes: number[] = [];
  const end = 32 * (categoryStarts[known + 1]! - categoryStarts[known]!);
  for (let code = 0; code < end; code++) {
    if (!inSet(trees, known, code)) continue;
    if (inSet(trees, categorySet[node]!, code) !== (missingLeft[node] === 1)) codes.push(code);
  }
  return codes.length > 0 ? codes : [NO_CODE];
}

/** An ensemble must have a tree: a leaf that adds nothing. */
function addNothing(columns: Columns, leaves: { tree: number[]; node: number[]; target: number[]; weight: number[] }) {
  columns.add(0, 0, LEAF);
  for (const list of Object.values(leaves)) list.push(0);
}
