import type { GrownNode, GrownTree, Split } from "../boosting/growth.ts";
import { FOREST_NODE_BYTES, type SlotLayout } from "./slot.ts";

/** The tree that a slot holds, see assembly/forest.ts; `leaf` turns an output into a leaf's value. */
export function readTree(
  buffer: ArrayBufferLike,
  start: number,
  slot: SlotLayout,
  leaf: (output: number) => number,
): GrownTree {
  const count = new Uint32Array(buffer, start, 2)[1]!;
  const ints = new Int32Array(buffer, start + slot.nodes, count * 8);
  const doubles = new Float64Array(buffer, start + slot.nodes, count * 4);
  const floats = new Float32Array(buffer, start + slot.nodes, count * 8);
  const bytes = new Uint8Array(buffer, start + slot.nodes, count * FOREST_NODE_BYTES);
  const sets = new Uint8Array(buffer, start + slot.sets, count * FOREST_NODE_BYTES);
  const nodes: GrownNode[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * 8;
    const byte = i * FOREST_NODE_BYTES;
    const feature = ints[at]!;
    const cover = ints[at + 3]!;
    if (feature < 0) {
      nodes.push({ split: undefined, left: 0, right: 0, value: leaf(doubles[i * 4 + 2]!), cover });
      continue;
    }
    const left = ints[at + 2]!;
    const split: Split = {
      feature,
      gain: floats[at + 6]!,
      bin: ints[at + 1]!,
      missingLeft: bytes[byte + 28] === 1,
      missingSeen: true,
      gradient: 0,
      hessian: 0,
      categories: bytes[byte + 29] === 1 ? sets.slice(byte, byte + 32) : undefined,
    };
    nodes.push({ split, left, right: left + 1, value: 0, cover });
  }
  return { nodes, leaves: [] };
}

/** Of each row the leaf where it ended, -1 for rows that the tree was grown on. */
export function readLeaves(buffer: ArrayBufferLike, start: number, slot: SlotLayout, rows: number): Int32Array {
  return new Int32Array(buffer, start + slot.leaves, rows);
}
