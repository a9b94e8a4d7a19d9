import { MISSING_BIN } from "../kernels/kernels.ts";

/** What bounds the growth of one tree; names and meanings are those of BoostingOptions. */
export interface Growth {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  readonly minLeafSamples: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly l1: number;
  readonly l2: number;
  readonly learningRate: number;
  readonly byDepth: boolean;
  readonly categorySmoothing: number;
  readonly categorySupport: number;
  /** Per feature -1, 0 or 1; undefined where none is monotone. */
  readonly monotone: Int8Array | undefined;
  /** Sets of features that may meet on a path; undefined where all may. */
  readonly interactions: readonly ReadonlySet<number>[] | undefined;
}

/** Quantised sums of a tree's rows, and what one quantum is worth. */
export interface TreeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}

export interface Split {
  readonly feature: number;
  readonly gain: number;
  /** Last bin that goes left; for splits by order. */
  readonly bin: number;
  readonly missingLeft: boolean;
  /** Whether missing values came by; else they go where most rows go. */
  readonly missingSeen: boolean;
  readonly gradient: number;
  readonly hessian: number;
  /** Of a categorical split, one bit for each bin that goes left: 32 bytes. */
  readonly categories: Uint8Array | undefined;
}

/** A node that is still a leaf. Rows `begin` to `end` of the index are its own. */
export interface Leaf {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly depth: number;
  /** Bounds on the output, before the learning rate. */
  readonly low: number;
  readonly high: number;
  /** Features on the path, for interaction constraints. */
  readonly path: readonly number[];
  /** Where its histogram lies; -1 for nowhere. */
  slot: number;
  split: Split | undefined;
  /** Quantised hessian that a child must have, raised when one turned out to have too few rows. */
  least: number;
}

/** A tree over bins. */
export interface GrownNode {
  split: Split | undefined;
  left: number;
  right: number;
  /** Output with the learning rate, for leaves. */
  value: number;
  readonly cover: number;
}
export interface GrownTree {
  readonly nodes: GrownNode[];
  readonly leaves: Leaf[];
}

/** Writes 1 for each of the 256 bins that go left, 0 for the others. */
export function writeLeftBins({ bin, missingLeft, categories }: Split, into: Uint8Array): void {
  if (categories) for (let i = 0; i < 256; i++) into[i] = (categories[i >> 3]! >> (i & 7)) & 1;
  else {
    into.fill(1, 0, bin + 1).fill(0, bin + 1);
    into[MISSING_BIN] = missingLeft ? 1 : 0;
  }
}

/** The best output of a node: -soft(G, l1) / (H + l2) within its bounds. */
export function outputOf(
  gradient: number,
  hessian: number,
  growth: Growth,
  sums: TreeSums,
  low = -Infinity,
  high = Infinity,
): number {
  const g = gradient * sums.gradientUnit;
  const soft = g > growth.l1 ? g - growth.l1 : g < -growth.l1 ? g + growth.l1 : 0;
  const h = hessian * sums.hessianUnit + growth.l2;
  return Math.min(Math.max(h > 0 ? -soft / h : 0, low), high);
}

/** Twice the loss that a node saves by its best output. */
export function savedBy(
  leaf: Pick<Leaf, "gradient" | "hessian" | "low" | "high">,
  growth: Growth,
  sums: TreeSums,
): number {
  const w = outputOf(leaf.gradient, leaf.hessian, growth, sums, leaf.low, leaf.high);
  const g = leaf.gradient * sums.gradientUnit;
  const h = leaf.hessian * sums.hessianUnit + growth.l2;
  return -(2 * g * w + h * w * w + 2 * growth.l1 * Math.abs(w));
}
