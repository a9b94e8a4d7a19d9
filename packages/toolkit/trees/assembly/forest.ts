// Whole trees of a forest, one a chunk: each depends on its own seed only. Arguments: int 0 first slot's area, 1 bytes of
// a slot, 2 features tried at a node, 3 least rows of a leaf, 4 greatest depth, 5 whether cuts are random, 6 rows drawn,
// 7 whether rows are drawn with replacement, 8 whether rows left out are to be sent down the tree, 9 least rows to split;
// reals: 0 gradient unit, 1 hessian unit. The grown tree of a slot is a list of nodes (32 bytes: i32 feature, -1 for a
// leaf; i32 last left bin; i32 left child, the right one follows; i32 rows; f64 output; f32 gain; u8 missing left,
// u8 by category, 2 spare) with 32 bytes of categories each beside it.
import { int, real } from "@tandem/toolkit-kernels/assembly/jobs";
import { features as allFeatures, packed, rowBins, rows, words } from "./context";
import { bestBin, bestFeature, bestG, bestGain, bestH, bestKind, bestLeft, bestMissing, bestSet, search } from "./forest-search";
import { run } from "./jobs";
import { FOREST } from "./operations";
import { draw, seedDraws } from "./random";

// A slot's area: 256 bytes of head (u32 seed, u32 nodes grown), then the stack, features in play, and four arrays.
const STACK: usize = 256;
const STACK_BYTES: usize = 4096;
@inline function area(slot: i32): usize {
  return <usize>int(0) + <usize>slot * <usize>int(1);
}
@inline function drawn(): usize {
  return <usize>int(6);
}

export function growForest(count: i32): void {
  run(FOREST, count);
}

export function forestChunk(slot: i32): void {
  const head = area(slot), features = head + STACK + STACK_BYTES;
  const list = features + ((<usize>words << 4) + 64), rest = list + (drawn() << 2), values = rest + (((drawn() << 2) + 8) & ~7);
  const bag = values + (drawn() << 3), leaves = bag + ((<usize>rows + 7) & ~7), nodes = leaves + (((<usize>rows << 2) + 8) & ~7);
  seedDraws(load<u32>(head));
  for (let i: usize = 0; i < <usize>allFeatures; i++) store<i32>(features + (i << 2), <i32>i);
  drawRows(list, bag);
  const grown = grow(head + STACK, features, list, rest, values, nodes, nodes + (drawn() << 6) + 64);
  store<i32>(head, grown, 4);
  if (int(8)) sendDown(bag, leaves, nodes, nodes + (drawn() << 6) + 64);
}

/** With replacement, or without by a partial shuffle; `bag` counts how often each row was drawn. */
function drawRows(list: usize, bag: usize): void {
  memory.fill(bag, 0, rows);
  if (int(7)) {
    for (let i: usize = 0; i < drawn(); i++) {
      const row = draw(rows);
      store<u8>(bag + <usize>row, min(255, <i32>load<u8>(bag + <usize>row) + 1));
      store<i32>(list + (i << 2), row);
    }
    return;
  }
  let left = <i32>drawn(), at = list;
  for (let row = 0; row < rows && left > 0; row++) {
    // each row with the chance that fills the sample exactly
    if (left < rows - row && draw(rows - row) >= left) continue;
    store<u8>(bag + <usize>row, 1);
    store<i32>(at, row);
    at += 4;
    left--;
  }
}

@inline function push(at: usize, node: i32, begin: i32, end: i32, depth: i32, g: f64, h: f64): void {
  store<i32>(at, node);
  store<i32>(at, begin, 4);
  store<i32>(at, end, 8);
  store<i32>(at, depth, 12);
  store<f64>(at, g, 16);
  store<f64>(at, h, 24);
}

/** The number of nodes. The smaller child is grown first, so the stack stays as short as the logarithm of the rows. */
function grow(stack: usize, features: usize, list: usize, rest: usize, values: usize, nodes: usize, sets: usize): i32 {
  let sum: i64 = 0, free = 1, top = stack;
  for (let i: usize = 0; i < drawn(); i++) sum += load<i64>(packed + (<usize>load<u32>(list + (i << 2)) << 3));
  push(top, 0, 0, <i32>drawn(), 0, <f64>(<i32>sum), <f64>((sum - <i64>(<i32>sum)) >> 32));
  for (; top >= stack; ) {
    const node = load<i32>(top), begin = load<i32>(top, 4), end = load<i32>(top, 8), depth = load<i32>(top, 12);
    const g = load<f64>(top, 16), h = load<f64>(top, 24), own = list + (<usize>begin << 2), count = end - begin;
    top -= 32;
    let left = 0;
    if (count >= int(9) && count >= 2 * int(3) && depth < int(4) && search(features, own, count, values, g, h)) {
      left = divide(own, count, rest);
      if (min(left, count - left) < int(3)) left = 0;
    }
    write(nodes + (<usize>node << 5), sets + (<usize>node << 5), left > 0, free, count, g, h, left > count - left);
    if (left == 0) continue;
    const low = top + 32, more = low + 32, leftG = bestG, leftH = bestH, smallLeft = left <= count - left;
    push(smallLeft ? more : low, free, begin, begin + left, depth + 1, leftG, leftH);
    push(smallLeft ? low : more, free + 1, begin + left, end, depth + 1, g - leftG, h - leftH);
    top = more;
    free += 2;
  }
  return free;
}

function write(node: usize, set: usize, inner: bool, left: i32, count: i32, g: f64, h: f64, leftIsLarger: bool): void {
  store<i32>(node, inner ? bestFeature : -1);
  store<i32>(node, bestBin, 4);
  store<i32>(node, left, 8);
  store<i32>(node, count, 12);
  store<f64>(node, h > 0 ? -(g * real(0)) / (h * real(1)) : 0, 16);
  store<f32>(node, inner ? <f32>bestGain : 0, 24);
  const missing = bestMissing == 2 ? leftIsLarger : bestMissing == 1;
  store<u8>(node, inner && missing ? 1 : 0, 28);
  store<u8>(node, <u8>bestKind, 29);
  if (!inner) return;
  memory.copy(set, bestSet(), 32);
  if (missing) store<u8>(set, load<u8>(set, 31) | 128, 31);
}

function divide(list: usize, count: i32, rest: usize): i32 {
  let left = list, right = rest;
  const end = list + (<usize>count << 2);
  for (let at = list; at < end; at += 4) {
    const row = load<u32>(at), step = <usize>bestLeft(row) << 2;
    store<u32>(left, row);
    store<u32>(right, row);
    left += step;
    right += 4 - step;
  }
  memory.copy(left, rest, right - rest);
  return <i32>((left - list) >> 2);
}

/** For each row that was not drawn the leaf where it ends, -1 for the rest. */
function sendDown(bag: usize, leaves: usize, nodes: usize, sets: usize): void {
  const stride = <usize>words << 2;
  for (let row: usize = 0, bins = rowBins; row < <usize>rows; row++, bins += stride) {
    let node = -1;
    if (!load<u8>(bag + row)) {
      node = 0;
      for (let at = nodes; load<i32>(at) >= 0; at = nodes + (<usize>node << 5)) {
        const bin = load<u8>(bins + <usize>load<i32>(at));
        const left = (load<u8>(sets + (<usize>node << 5) + <usize>(bin >> 3)) >> (bin & 7)) & 1;
        node = load<i32>(at, 8) + 1 - <i32>left;
      }
    }
    store<i32>(leaves + (row << 2), node);
  }
}
