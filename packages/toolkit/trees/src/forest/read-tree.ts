import type { GrownNode, GrownTree } from "../boosting/growth.ts";
import { FOREST_NODE_BYTES, type SlotLayout } from "./slot.ts";

/** The tree that a slot holds, see assembly/forest.ts; `leaf` turns an output into a leaf's value. */
export function readTree(
  buffer: ArrayBufferLike,
  start: number,
  slot: SlotLayout,
  leaf: (output: number) => number,
): GrownTree {
  const count = new Uint32Array(buffer, start, 2)[1]!;
  const view = new DataView(buffer, start + slot.nodes, count * FOREST_NODE_BYTES);
  const sets = new Uint8Array(buffer, start + slot.sets, count * FOREST_NODE_BYTES);
  const nodes = Array.from({ length: count }, (_, i): GrownNode => {
    const at = i * FOREST_NODE_BYTES;
    const feature = view.getInt32(at, true);
    const left = view.getInt32(at + 8, true);
    const cover = view.getInt32(at + 12, true);
    if (feature < 0) return { split: undefined, left: 0, right: 0, value: leaf(view.getFloat64(at + 16, true)), cover };
    const split = {
      feature,
      gain: view.getFloat32(at + 24, true),
      bin: view.getInt32(at + 4, true),
      missingLeft: view.getUint8(at + 28) === 1,
      missingSeen: true,
      categorical: view.getUint8(at + 29) === 1,
      gradient: 0,
      hessian: 0,
      leftBins: sets.slice(at, at + 32),
    };
    return { split, left, right: left + 1, value: 0, cover };
  });
  return { nodes, leaves: [] };
}

/** Of each row the leaf where it ended, -1 for rows that the tree was grown on. */
export function readLeaves(buffer: ArrayBufferLike, start: number, slot: SlotLayout, rows: number): Int32Array {
  return new Int32Array(buffer, start + slot.leaves, rows);
}
