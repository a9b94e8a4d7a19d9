import { slotOf, FOREST_NODE_BYTES, type SlotLayout } from "../../forest/slot.ts";
import type { ForestPlan } from "../kernels.ts";
import { drawsFrom, type Draw } from "./draws.ts";
import { ForestSearch } from "./forest-search.ts";
import type { Memory } from "./memory.ts";

/** Twin of assembly/forest.ts. */
export function growForest(memory: Memory, count: number, plan: ForestPlan): void {
  const { layout } = memory;
  const slot = slotOf(layout.rows, layout.features, plan.drawn);
  for (let i = 0; i < count; i++) growTree(memory, layout.forest + i * plan.slotBytes, slot, plan);
}

function growTree(memory: Memory, start: number, slot: SlotLayout, plan: ForestPlan): void {
  const { ints, bytes, layout } = memory;
  const draw = drawsFrom(ints[start / 4]!);
  const bag = bytes.subarray(start + slot.bag, start + slot.bag + layout.rows);
  const list = new Int32Array(plan.drawn);
  drawRows(list, bag, plan, draw);
  const view = new DataView(memory.bytes.buffer, start + slot.nodes);
  const sets = bytes.subarray(start + slot.sets);
  ints[start / 4 + 1] = grow(memory, list, plan, draw, view, sets);
  if (plan.outOfBag) sendDown(memory, bag, ints.subarray((start + slot.leaves) / 4), view, sets);
}

function drawRows(list: Int32Array, bag: Uint8Array, plan: ForestPlan, draw: Draw): void {
  const rows = bag.length;
  bag.fill(0);
  if (plan.replace) {
    for (let i = 0; i < list.length; i++) {
      list[i] = draw(rows);
      bag[list[i]!] = 1;
    }
    return;
  }
  for (let row = 0, at = 0; row < rows && at < list.length; row++) {
    const left = list.length - at;
    if (left < rows - row && draw(rows - row) >= left) continue;
    bag[row] = 1;
    list[at++] = row;
  }
}

interface Task {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly g: number;
  readonly h: number;
}

function grow(
  memory: Memory,
  list: Int32Array,
  plan: ForestPlan,
  draw: Draw,
  view: DataView,
  sets: Uint8Array,
): number {
  const { ints, layout } = memory;
  const packed = layout.packed / 4;
  const search = new ForestSearch(memory, plan, draw);
  const sum = (offset: number) => list.reduce((total, row) => total + ints[packed + 2 * row + offset]!, 0);
  const todo: Task[] = [{ node: 0, begin: 0, end: list.length, depth: 0, g: sum(0), h: sum(1) }];
  let free = 1;
  for (let task = todo.pop(); task; task = todo.pop()) {
    const { node, begin, end, depth, g, h } = task;
    const count = end - begin;
    const own = list.subarray(begin, end);
    const splittable = count >= plan.minSplitSamples && count >= 2 * plan.minLeafSamples && depth < plan.maxDepth;
    let left = splittable && search.best(own, g, h) ? search.divide(own) : 0;
    if (Math.min(left, count - left) < plan.minLeafSamples) left = 0;
    writeNode(view, sets, node, left > 0 ? search : undefined, {
      free,
      count,
      output: h > 0 ? -(g * plan.gradientUnit) / (h * plan.hessianUnit) : 0,
      leftIsLarger: left > count - left,
    });
    if (left === 0) continue;
    const low: Task = { node: free, begin, end: begin + left, depth: depth + 1, g: search.g, h: search.h };
    const high: Task = { node: free + 1, begin: begin + left, end, depth: depth + 1, g: g - search.g, h: h - search.h };
    todo.push(...(left <= count - left ? [high, low] : [low, high]));
    free += 2;
  }
  return free;
}

interface Facts {
  readonly free: number;
  readonly count: number;
  readonly output: number;
  readonly leftIsLarger: boolean;
}

function writeNode(
  view: DataView,
  sets: Uint8Array,
  node: number,
  split: ForestSearch | undefined,
  { free, count, output, leftIsLarger }: Facts,
): void {
  const at = node * FOREST_NODE_BYTES;
  const missing = split !== undefined && (split.missing === "none" ? leftIsLarger : split.missing === "left");
  view.setInt32(at, split?.feature ?? -1, true);
  view.setInt32(at + 4, split?.bin ?? 0, true);
  view.setInt32(at + 8, free, true);
  view.setInt32(at + 12, count, true);
  view.setFloat64(at + 16, output, true);
  view.setFloat32(at + 24, split?.gain ?? 0, true);
  view.setUint8(at + 28, missing ? 1 : 0);
  view.setUint8(at + 29, split?.categorical ? 1 : 0);
  if (!split) return;
  sets.set(split.set, at);
  if (missing) sets[at + 31]! |= 128;
}

function sendDown(
  { bytes, layout }: Memory,
  bag: Uint8Array,
  leaves: Int32Array,
  view: DataView,
  sets: Uint8Array,
): void {
  for (let row = 0; row < bag.length; row++) {
    let node = bag[row] ? -1 : 0;
    while (node >= 0 && view.getInt32(node * FOREST_NODE_BYTES, true) >= 0) {
      const at = node * FOREST_NODE_BYTES;
      const bin = bytes[layout.rowBins + row * layout.words * 4 + view.getInt32(at, true)]!;
      node = view.getInt32(at + 8, true) + 1 - ((sets[at + (bin >> 3)]! >> (bin & 7)) & 1);
    }
    leaves[row] = node;
  }
}
