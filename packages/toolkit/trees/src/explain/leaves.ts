import type { Trees } from "../trees.ts";
import { lefts, type Block } from "./block.ts";
import type { LeafPath } from "./leaf-game.ts";

/** What a path has at a node: how a row passes it is a mask with bit i on where it passes the splits of feature i. */
interface Way {
  readonly features: readonly number[];
  readonly shares: readonly number[];
}

/**
 * Calls `each` with every leaf of a tree and, for each row of the block, the mask of the features whose splits it passes;
 * masks of paths with more than 31 features mean nothing.
 */
export class Leaves {
  readonly #masks: Int32Array[] = [];
  readonly #lefts: Uint8Array[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  visit(
    trees: Trees,
    tree: number,
    block: Block,
    each: (path: LeafPath, masks: Int32Array, nodes: readonly number[]) => void,
  ): void {
    this.#masksAt(0).fill(0);
    const nodes: number[] = [];
    const descend = (node: number, depth: number, way: Way): void => {
      nodes[depth] = node;
      nodes.length = depth + 1;
      const masks = this.#masksAt(depth);
      const feature = trees.feature[node]!;
      if (feature < 0) return each({ ...way, value: trees.value[node]! }, masks, nodes);
      const goesLeft = (this.#lefts[depth] ??= new Uint8Array(this.#capacity));
      lefts(trees, node, block, goesLeft);
      for (const [child, side] of [
        [trees.left[node]!, 1],
        [trees.right[node]!, 0],
      ] as const) {
        const at = way.features.indexOf(feature);
        const bit = at < 0 ? way.features.length : at;
        passMasks(masks, goesLeft, side, bit, at < 0, this.#masksAt(depth + 1), block.count);
        descend(child, depth + 1, extended(way, feature, bit, shareOf(trees, node, child)));
      }
    };
    descend(trees.roots[tree]!, 0, { features: [], shares: [] });
  }

  #masksAt(depth: number): Int32Array {
    return (this.#masks[depth] ??= new Int32Array(this.#capacity));
  }
}

/** The part of the training rows at a node that went to a child. */
export function shareOf({ cover }: Trees, node: number, child: number): number {
  return cover[node]! > 0 ? cover[child]! / cover[node]! : 0.5;
}

function extended({ features, shares }: Way, feature: number, bit: number, share: number): Way {
  if (bit === features.length) return { features: [...features, feature], shares: [...shares, share] };
  return { features, shares: shares.map((before, i) => (i === bit ? before * share : before)) };
}

function passMasks(
  from: Int32Array,
  goesLeft: Uint8Array,
  side: number,
  bit: number,
  fresh: boolean,
  to: Int32Array,
  count: number,
): void {
  if (fresh) for (let r = 0; r < count; r++) to[r] = from[r]! | ((goesLeft[r] === side ? 1 : 0) << bit);
  else for (let r = 0; r < count; r++) to[r] = from[r]! & ~((goesLeft[r] === side ? 0 : 1) << bit);
}
