import type { Kernels } from "../kernels/kernels.ts";
import { savedBy, type Growth, type Leaf, type Split, type TreeSums } from "./growth.ts";

const RECORD = 16; // doubles in a record of assembly/split.ts
const ROUNDING = 1e-9;

/** Finds the best splits of leaves through the kernels. */
export class Splitter {
  readonly #kernels: Kernels;
  readonly #growth: Growth;
  readonly #reals: Float64Array;
  readonly #records: Float64Array;
  readonly #bits: Uint8Array;
  readonly #allowed: Uint8Array;
  readonly #bounded: boolean;

  constructor(kernels: Kernels, growth: Growth) {
    const { buffer, layout } = kernels;
    this.#kernels = kernels;
    this.#growth = growth;
    this.#reals = new Float64Array(buffer, layout.control + 384, 24);
    this.#records = new Float64Array(buffer, layout.splits, layout.words * 2 * RECORD);
    this.#bits = new Uint8Array(buffer, layout.splits, layout.words * 256);
    this.#allowed = new Uint8Array(buffer, layout.allowed, layout.features);
    this.#bounded = growth.l1 > 0 || growth.monotone !== undefined;
  }

  /** Searches `small`, whose histogram is fresh, and its sibling, whose histogram is its parent's less that one. */
  search(small: Leaf, large: Leaf | undefined, features: Uint8Array, sums: TreeSums): void {
    const growth = this.#growth;
    this.#allow(small, features);
    this.#reals.set([
      sums.gradientUnit,
      sums.hessianUnit,
      growth.l2,
      growth.l1,
      growth.categorySmoothing,
      growth.categorySupport,
    ]);
    this.#describe(small, 0, sums);
    this.#describe(large, 1, sums);
    this.#kernels.split(small.slot, large ? large.slot : -1, this.#bounded);
    small.split = this.#best(small, 0, sums);
    if (large) large.split = this.#best(large, 1, sums);
  }

  #describe(leaf: Leaf | undefined, lane: 0 | 1, sums: TreeSums): void {
    const reals = this.#reals;
    const at = 8 + 6 * lane;
    // One by one: an array for `set` would be garbage of each leaf.
    reals[at + 2] = Infinity;
    if (!leaf) return;
    const least = this.#leastHessian(leaf, sums);
    reals[at] = leaf.gradient;
    reals[at + 1] = leaf.hessian;
    reals[at + 2] = least;
    reals[at + 3] = leaf.hessian - least;
    reals[at + 4] = savedBy(leaf, this.#growth, sums) * (1 + ROUNDING) + this.#growth.minSplitGain;
    reals[20 + 2 * lane] = leaf.low;
    reals[21 + 2 * lane] = leaf.high;
  }

  /**
   * The hessian that a child needs: `minChildWeight`, and what `minLeafSamples` rows of this leaf have on average. A
   * child of rows that are told with less confidence may have fewer of them, so rows are counted when a split is made.
   */
  #leastHessian({ begin, end, hessian, depth, least }: Leaf, { hessianUnit }: TreeSums): number {
    const { minLeafSamples, minChildWeight, maxDepth } = this.#growth;
    const rows = end - begin;
    if (rows < 2 * minLeafSamples || depth >= maxDepth) return Infinity;
    const average = minLeafSamples > 1 ? (minLeafSamples * hessian) / rows : 0;
    return Math.max(average, minChildWeight / hessianUnit, 1, least);
  }

  #allow({ path }: Leaf, features: Uint8Array): void {
    const sets = this.#growth.interactions?.filter((set) => path.every((feature) => set.has(feature)));
    for (let feature = 0; feature < features.length; feature++) {
      const meets = sets === undefined || path.includes(feature) || sets.some((set) => set.has(feature));
      this.#allowed[feature] = features[feature] ? (meets ? 2 : 1) : 0;
    }
  }

  #best(leaf: Leaf, lane: 0 | 1, sums: TreeSums): Split | undefined {
    let best = -1;
    for (let at = lane * RECORD; at < this.#records.length; at += 2 * RECORD)
      if (this.#records[at + 1]! >= 0 && (best < 0 || this.#records[at]! > this.#records[best]!)) best = at;
    if (best < 0) return undefined;
    const records = this.#records;
    return {
      feature: records[best + 1]!,
      bin: records[best + 2]!,
      gradient: records[best + 3]!,
      hessian: records[best + 4]!,
      missingLeft: records[best + 5] === 1,
      categories: records[best + 6] === 1 ? this.#bits.slice(best * 8 + 64, best * 8 + 96) : undefined,
      missingSeen: records[best + 7] === 1,
      gain: records[best]! - savedBy(leaf, this.#growth, sums),
    };
  }
}
