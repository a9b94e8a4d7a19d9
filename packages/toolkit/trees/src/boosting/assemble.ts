import type { FeatureBins } from "../binning/bins.ts";
import type { Trees } from "../trees.ts";
import { Column } from "./column.ts";
import type { GrownTree, Split } from "./growth.ts";

type Head = Pick<Trees, "kind" | "objective" | "link" | "outputs" | "features" | "featureNames" | "base">;

/** Gathers grown trees into {@link Trees}: bins become thresholds and sets of categories. */
export class Assembly {
  readonly #bins: readonly FeatureBins[];
  readonly #roots = new Column(Int32Array);
  readonly #nodes = {
    feature: new Column(Int32Array),
    threshold: new Column(Float64Array),
    left: new Column(Int32Array),
    right: new Column(Int32Array),
    missingLeft: new Column(Uint8Array),
    categorySet: new Column(Int32Array),
    categoryKnown: new Column(Int32Array),
    value: new Column(Float64Array),
    cover: new Column(Float64Array),
    gain: new Column(Float64Array),
  };
  readonly #starts = new Column(Int32Array);
  readonly #bits = new Column(Uint32Array);
  readonly #known = new Map<number, number>();

  constructor(bins: readonly FeatureBins[]) {
    this.#bins = bins;
    this.#roots.push(0);
    this.#starts.push(0);
  }

  get trees(): number {
    return this.#roots.length - 1;
  }

  add(tree: GrownTree): void {
    const first = this.#nodes.feature.length;
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
    if (split?.categories && bins?.kind === "category") {
      if (!this.#known.has(split.feature)) this.#known.set(split.feature, this.#set(bins.codes));
      categoryKnown.push(this.#known.get(split.feature)!);
      categorySet.push(this.#set(bins.codes.filter((_, bin) => (split.categories![bin >> 3]! >> (bin & 7)) & 1)));
    } else {
      categoryKnown.push(-1);
      categorySet.push(-1);
    }
  }

  #set(codes: Int32Array): number {
    const words = new Uint32Array(codes.length > 0 ? Math.floor(codes.at(-1)! / 32) + 1 : 0);
    for (const code of codes) words[code >> 5]! |= 1 << (code & 31);
    words.forEach((word) => this.#bits.push(word));
    this.#starts.push(this.#bits.length);
    return this.#starts.length - 2;
  }

  /** The first `trees` trees. */
  finish(head: Head, trees = this.trees): Trees {
    const roots = this.#roots.first(trees + 1);
    const count = roots[trees]!;
    const { feature, threshold, left, right, missingLeft, categorySet, categoryKnown, value, cover, gain } =
      this.#nodes;
    return {
      ...head,
      roots,
      feature: feature.first(count),
      threshold: threshold.first(count),
      left: left.first(count),
      right: right.first(count),
      missingLeft: missingLeft.first(count),
      categorySet: categorySet.first(count),
      categoryKnown: categoryKnown.first(count),
      categoryStarts: this.#starts.first(),
      categoryBits: this.#bits.first(),
      value: value.first(count),
      cover: cover.first(count),
      gain: gain.first(count),
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
