import type { FeatureBins } from "../binning/bins.ts";
import type { Trees } from "../trees.ts";
import type { GrownTree, Split } from "./growth.ts";

type Head = Pick<Trees, "kind" | "objective" | "link" | "outputs" | "features" | "featureNames" | "base">;

/** Gathers grown trees into {@link Trees}: bins become thresholds and sets of categories. */
export class Assembly {
  readonly #bins: readonly FeatureBins[];
  readonly #roots = [0];
  readonly #nodes = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    missingLeft: [] as number[],
    categorySet: [] as number[],
    categoryKnown: [] as number[],
    value: [] as number[],
    cover: [] as number[],
    gain: [] as number[],
  };
  readonly #starts = [0];
  readonly #bits: number[] = [];
  readonly #known = new Map<number, number>();

  constructor(bins: readonly FeatureBins[]) {
    this.#bins = bins;
  }

  get trees(): number {
    return this.#roots.length - 1;
  }

  add(tree: GrownTree): void {
    const first = this.#roots.at(-1)!;
    tree.nodes.forEach(({ split, left, right, value, cover }, i) => {
      const nodes = this.#nodes;
      nodes.feature.push(split ? split.feature : -1);
      nodes.left.push(first + (split ? left : i));
      nodes.right.push(first + (split ? right : i));
      nodes.missingLeft.push(split?.missingLeft ? 1 : 0);
      nodes.value.push(split ? 0 : value);
      nodes.cover.push(cover);
      nodes.gain.push(split ? Math.fround(split.gain) : 0);
      this.#decide(split);
    });
    this.#roots.push(first + tree.nodes.length);
  }

  #decide(split: Split | undefined): void {
    const { threshold, categorySet, categoryKnown } = this.#nodes;
    const bins = split && this.#bins[split.feature]!;
    threshold.push(split && bins?.kind === "number" ? (bins.cuts[split.bin] ?? Infinity) : 0);
    if (split && bins?.kind === "category") {
      if (!this.#known.has(split.feature)) this.#known.set(split.feature, this.#set(bins.codes));
      categoryKnown.push(this.#known.get(split.feature)!);
      categorySet.push(this.#set(bins.codes.filter((_, bin) => (split.leftBins[bin >> 3]! >> (bin & 7)) & 1)));
    } else {
      categoryKnown.push(-1);
      categorySet.push(-1);
    }
  }

  #set(codes: Int32Array): number {
    const words = new Uint32Array(codes.length > 0 ? Math.floor(codes.at(-1)! / 32) + 1 : 0);
    for (const code of codes) words[code >> 5]! |= 1 << (code & 31);
    this.#bits.push(...words);
    return this.#starts.push(this.#bits.length) - 2;
  }

  /** The first `trees` trees. */
  finish(head: Head, trees = this.trees): Trees {
    const count = this.#roots[trees]!;
    const nodes = this.#nodes;
    return {
      ...head,
      roots: Int32Array.from(this.#roots.slice(0, trees + 1)),
      feature: Int32Array.from(nodes.feature.slice(0, count)),
      threshold: Float64Array.from(nodes.threshold.slice(0, count)),
      left: Int32Array.from(nodes.left.slice(0, count)),
      right: Int32Array.from(nodes.right.slice(0, count)),
      missingLeft: Uint8Array.from(nodes.missingLeft.slice(0, count)),
      categorySet: Int32Array.from(nodes.categorySet.slice(0, count)),
      categoryKnown: Int32Array.from(nodes.categoryKnown.slice(0, count)),
      categoryStarts: Int32Array.from(this.#starts),
      categoryBits: Uint32Array.from(this.#bits),
      value: Float64Array.from(nodes.value.slice(0, count)),
      cover: Float64Array.from(nodes.cover.slice(0, count)),
      gain: Float64Array.from(nodes.gain.slice(0, count)),
    };
  }
}

/** The trees of `first`, then those of `second`, which went on from them. */
export function joinTrees(first: Trees, second: Trees): Trees {
  const shift = first.feature.length;
  const sets = first.categoryStarts.length - 1;
  const ints = (a: Int32Array, b: Int32Array, by: number, keep = (_: number) => false) =>
    Int32Array.from([...a, ...b.map((x) => (keep(x) ? x : x + by))]);
  const doubles = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b]);
  const unset = (set: number) => set < 0;
  return {
    ...second,
    base: first.base,
    roots: Int32Array.from([...first.roots, ...second.roots.subarray(1).map((root) => root + shift)]),
    feature: ints(first.feature, second.feature, 0),
    left: ints(first.left, second.left, shift),
    right: ints(first.right, second.right, shift),
    threshold: doubles(first.threshold, second.threshold),
    missingLeft: Uint8Array.from([...first.missingLeft, ...second.missingLeft]),
    categorySet: ints(first.categorySet, second.categorySet, sets, unset),
    categoryKnown: ints(first.categoryKnown, second.categoryKnown, sets, unset),
    categoryStarts: Int32Array.from([
      ...first.categoryStarts,
      ...second.categoryStarts.subarray(1).map((start) => start + first.categoryBits.length),
    ]),
    categoryBits: Uint32Array.from([...first.categoryBits, ...second.categoryBits]),
    value: doubles(first.value, second.value),
    cover: doubles(first.cover, second.cover),
    gain: doubles(first.gain, second.gain),
  };
}
