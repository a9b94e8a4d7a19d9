import type { Kernels } from "../kernels/kernels.ts";
import {
  outputOf,
  writeLeftBins,
  type GrownTree,
  type Growth,
  type Leaf,
  type Split,
  type TreeSums,
} from "./growth.ts";
import { Slots } from "./slots.ts";
import { Splitter } from "./splitter.ts";

/** Grows trees one after the other over rows that are binned and whose gradients are quantised. */
export class Grower {
  readonly #kernels: Kernels;
  readonly #growth: Growth;
  readonly #splitter: Splitter;
  readonly #leftBins: Uint8Array;

  constructor(kernels: Kernels, growth: Growth) {
    this.#kernels = kernels;
    this.#growth = growth;
    this.#splitter = new Splitter(kernels, growth);
    this.#leftBins = new Uint8Array(kernels.buffer, kernels.layout.leftBins, 256);
  }

  /** A tree over the first `count` rows of the index (`inOrder`: these are all rows as they are), using `features` (0 or 1 each). */
  grow(count: number, inOrder: boolean, features: Uint8Array, sums: TreeSums): GrownTree {
    const slots = new Slots(this.#kernels.layout.slots);
    const root = leafOf(0, 0, count, sums.gradient, sums.hessian, 0, -Infinity, Infinity, []);
    const tree: GrownTree = {
      nodes: [{ split: undefined, left: 0, right: 0, value: 0, cover: count }],
      leaves: [root],
    };
    if (this.#growth.maxLeaves > 1) {
      root.slot = slots.take(tree.leaves);
      this.#kernels.histogram(0, count, root.slot, inOrder);
      this.#splitter.search(root, undefined, features, sums);
    }
    while (tree.leaves.length < this.#growth.maxLeaves) {
      const chosen = this.#next(tree.leaves);
      if (chosen < 0) break;
      this.#divide(tree, chosen, slots, features, sums);
    }
    for (const leaf of tree.leaves)
      tree.nodes[leaf.node]!.value =
        this.#growth.learningRate * outputOf(leaf.gradient, leaf.hessian, this.#growth, sums, leaf.low, leaf.high);
    return tree;
  }

  /** The leaf to divide next: of greatest gain, or of least depth first. */
  #next(leaves: readonly Leaf[]): number {
    let best = -1;
    for (let i = 0; i < leaves.length; i++) {
      const { split, depth } = leaves[i]!;
      if (!split) continue;
      const held = best < 0 ? undefined : leaves[best]!;
      const shallower = held && this.#growth.byDepth ? held.depth - depth : 0;
      if (!held || shallower > 0 || (shallower === 0 && split.gain > held.split!.gain)) best = i;
    }
    return best;
  }

  #divide(tree: GrownTree, chosen: number, slots: Slots, features: Uint8Array, sums: TreeSums): void {
    const parent = tree.leaves[chosen]!;
    const split = parent.split!;
    const left = this.#partition(parent, split);
    const right = parent.end - parent.begin - left;
    if (Math.min(left, right) < this.#growth.minLeafSamples) {
      parent.least = 1 + (left < right ? split.hessian : parent.hessian - split.hessian);
      return this.#searchAgain(parent, tree.leaves, slots, features, sums);
    }
    const [low, high] = this.#children(tree, parent, settled(split, left > right), left, sums);
    tree.leaves[chosen] = low;
    tree.leaves.push(high);
    const searchable = tree.leaves.length < this.#growth.maxLeaves && (this.#splittable(low) || this.#splittable(high));
    if (!searchable) return slots.free(parent);
    const [small, large] = left <= right ? [low, high] : [high, low];
    this.#search(small, large, parent, tree.leaves, slots, features, sums);
  }

  /** For the next best split, as that found would have left a child with too few rows. */
  #searchAgain(leaf: Leaf, leaves: readonly Leaf[], slots: Slots, features: Uint8Array, sums: TreeSums): void {
    if (leaf.slot < 0) {
      leaf.slot = slots.take(leaves, leaf);
      this.#kernels.histogram(leaf.begin, leaf.end, leaf.slot, false);
    }
    this.#splitter.search(leaf, undefined, features, sums);
    if (!leaf.split) slots.free(leaf);
  }

  #splittable({ begin, end, depth }: Leaf): boolean {
    return end - begin >= 2 * this.#growth.minLeafSamples && depth < this.#growth.maxDepth;
  }

  #search(
    small: Leaf,
    large: Leaf,
    parent: Leaf,
    leaves: readonly Leaf[],
    slots: Slots,
    features: Uint8Array,
    sums: TreeSums,
  ): void {
    if (parent.slot >= 0) {
      large.slot = parent.slot;
      small.slot = slots.take(leaves, large);
      this.#kernels.histogram(small.begin, small.end, small.slot, false);
      this.#splitter.search(small, large, features, sums);
    } else {
      for (const leaf of [small, large]) {
        leaf.slot = slots.take(leaves);
        this.#kernels.histogram(leaf.begin, leaf.end, leaf.slot, false);
        this.#splitter.search(leaf, undefined, features, sums);
      }
    }
    for (const leaf of [small, large]) if (!leaf.split) slots.free(leaf);
  }

  #partition(leaf: Leaf, split: Split): number {
    const byOrder = !split.categories && !split.missingLeft;
    if (!byOrder) writeLeftBins(split, this.#leftBins);
    return this.#kernels.partition(leaf.begin, leaf.end, split.feature, byOrder ? split.bin : -1);
  }

  #children(tree: GrownTree, parent: Leaf, split: Split, leftRows: number, sums: TreeSums): [Leaf, Leaf] {
    const node = tree.nodes[parent.node]!;
    const middle = parent.begin + leftRows;
    node.split = split;
    node.left = tree.nodes.length;
    node.right = node.left + 1;
    for (const cover of [leftRows, parent.end - middle])
      tree.nodes.push({ split: undefined, left: 0, right: 0, value: 0, cover });
    const path =
      this.#growth.interactions && !parent.path.includes(split.feature) ? [...parent.path, split.feature] : parent.path;
    const own = (n: number, begin: number, end: number, gradient: number, hessian: number) =>
      leafOf(n, begin, end, gradient, hessian, parent.depth + 1, parent.low, parent.high, path);
    const { gradient, hessian } = split;
    const low = own(node.left, parent.begin, middle, gradient, hessian);
    const high = own(node.right, middle, parent.end, parent.gradient - gradient, parent.hessian - hessian);
    return this.#bound(low, high, this.#growth.monotone?.[split.feature] ?? 0, sums);
  }

  /** Keeps all that grows below two children of a monotone split on their side of the middle of their outputs. */
  #bound(low: Leaf, high: Leaf, direction: number, sums: TreeSums): [Leaf, Leaf] {
    if (direction === 0) return [low, high];
    const output = (leaf: Leaf) => outputOf(leaf.gradient, leaf.hessian, this.#growth, sums, leaf.low, leaf.high);
    const middle = (output(low) + output(high)) / 2;
    return direction > 0
      ? [
          { ...low, high: middle },
          { ...high, low: middle },
        ]
      : [
          { ...low, low: middle },
          { ...high, high: middle },
        ];
  }
}

/** Where no missing value came by, those to come go to the child with more rows. */
function settled(split: Split, leftIsLarger: boolean): Split {
  if (split.missingSeen || !leftIsLarger) return split;
  const categories = split.categories?.slice();
  if (categories) categories[31]! |= 128;
  return { ...split, missingLeft: true, categories };
}

/** Written out, so that all leaves have one shape: copying objects by spreading costs more than a small leaf's histogram. */
function leafOf(
  node: number,
  begin: number,
  end: number,
  gradient: number,
  hessian: number,
  depth: number,
  low: number,
  high: number,
  path: readonly number[],
): Leaf {
  return { node, begin, end, gradient, hessian, depth, low, high, path, slot: -1, split: undefined, least: 0 };
}
