import type { Leaf } from "./growth.ts";

/**
 * The histograms worth keeping while a tree of so many leaves grows: of the leaves there are, no more can still be divided
 * than leaves are to come, and those that gain least will not be.
 */
export function slotsFor(maxLeaves: number): number {
  return Math.ceil(maxLeaves / 2) + 1;
}

/** The places for histograms. Where they run out, the leaf that gains least loses its own and is summed anew if ever split. */
export class Slots {
  readonly #free: number[];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, i) => count - 1 - i);
  }

  /** A free place, at need taken from one of `leaves` other than `kept`. */
  take(leaves: readonly Leaf[], kept?: Leaf): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    let poorest: Leaf | undefined;
    for (const leaf of leaves)
      if (leaf.slot >= 0 && leaf !== kept && (!poorest || (leaf.split?.gain ?? 0) < (poorest.split?.gain ?? 0)))
        poorest = leaf;
    const { slot } = poorest!;
    poorest!.slot = -1;
    return slot;
  }

  free(leaf: Leaf): void {
    if (leaf.slot >= 0) this.#free.push(leaf.slot);
    leaf.slot = -1;
  }
}
