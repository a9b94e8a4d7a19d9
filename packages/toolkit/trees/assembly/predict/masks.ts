// Scores sixteen rows at a time without walking trees (QuickScorer, Lucchese et al. 2015, with the byte planes of
// RapidScorer, Ye et al. 2018). Leaves are bits from left to right; a test that sends a row right clears the bits of its
// left subtree, and the lowest bit left is the leaf. The bits of a tree lie in planes of eight leaves, a byte a row.
// A test is 16 bytes: u8 rank (true if the row's rank is greater), u8 missing goes left, u8 planes beyond the first,
// u8 bits cleared in the first plane, u8 in the last, 3 spare, u32 first plane (byte offset), u32 table of categories
// (address of 256 bytes, 255 where the row goes right) or 0.
import { base, features, maskTrees, outputs, planeBytes, planes, ranks, sums, tests, testStarts, trees } from "./model";
import { GROUP, rankRows } from "./ranks";

/** Scores of `count` staged rows to `scores`, rows x outputs. */
export function scoreByMasks(model: usize, values: usize, rowStride: usize, featureStride: usize, count: i32, scores: usize): void {
  rankRows(model, values, rowStride, featureStride, count);
  const all = outputs(model);
  for (let row = 0, group = ranks(model); row < count; row += GROUP, group += <usize>features(model) << 4) {
    memory.fill(planes(model), 255, planeBytes(model));
    clearGroup(model, group);
    addLeaves(model);
    const rows = min(GROUP, count - row);
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < all; k++, scores += 8) store<f64>(scores, load<f64>(sums(model) + (<usize>((k << 4) + i) << 3)));
  }
}

function clearGroup(model: usize, group: usize): void {
  const starts = testStarts(model), all = features(model);
  for (let feature = 0; feature < all; feature++) {
    const test = tests(model) + (<usize>load<u32>(starts + (<usize>feature << 2)) << 4);
    const end = tests(model) + (<usize>load<u32>(starts + (<usize>feature << 2), 4) << 4);
    if (test == end) continue;
    const rank = v128.load(group + (<usize>feature << 4)), missing = i8x16.eq(rank, i8x16.splat(-1));
    if (load<u32>(test, 12)) clearByCategories(test, end, group + (<usize>feature << 4), planes(model));
    else if (v128.any_true(missing)) clearAll(test, end, rank, missing, planes(model));
    else clearAscending(test, end, rank, planes(model));
  }
}

/** Tests ascend by rank: the first that no row passes ends them. */
function clearAscending(test: usize, end: usize, rank: v128, into: usize): void {
  for (; test < end; test += 16) {
    const right = i8x16.gt_u(rank, v128.load8_splat(test));
    if (!v128.any_true(right)) return;
    clear(test, right, into);
  }
}
function clearAll(test: usize, end: usize, rank: v128, missing: v128, into: usize): void {
  for (; test < end; test += 16) {
    const right = i8x16.gt_u(rank, v128.load8_splat(test));
    clear(test, load<u8>(test, 1) ? v128.andnot(right, missing) : right, into);
  }
}
function clearByCategories(test: usize, end: usize, group: usize, into: usize): void {
  for (; test < end; test += 16) {
    const table = <usize>load<u32>(test, 12);
    let right = i8x16.splat(0);
    right = v128.load8_lane(table + <usize>load<u8>(group, 0), right, 0);
    right = v128.load8_lane(table + <usize>load<u8>(group, 1), right, 1);
    right = v128.load8_lane(table + <usize>load<u8>(group, 2), right, 2);
    right = v128.load8_lane(table + <usize>load<u8>(group, 3), right, 3);
    right = v128.load8_lane(table + <usize>load<u8>(group, 4), right, 4);
    right = v128.load8_lane(table + <usize>load<u8>(group, 5), right, 5);
    right = v128.load8_lane(table + <usize>load<u8>(group, 6), right, 6);
    right = v128.load8_lane(table + <usize>load<u8>(group, 7), right, 7);
    right = v128.load8_lane(table + <usize>load<u8>(group, 8), right, 8);
    right = v128.load8_lane(table + <usize>load<u8>(group, 9), right, 9);
    right = v128.load8_lane(table + <usize>load<u8>(group, 10), right, 10);
    right = v128.load8_lane(table + <usize>load<u8>(group, 11), right, 11);
    right = v128.load8_lane(table + <usize>load<u8>(group, 12), right, 12);
    right = v128.load8_lane(table + <usize>load<u8>(group, 13), right, 13);
    right = v128.load8_lane(table + <usize>load<u8>(group, 14), right, 14);
    right = v128.load8_lane(table + <usize>load<u8>(group, 15), right, 15);
    clear(test, right, into);
  }
}

@inline function clear(test: usize, right: v128, into: usize): void {
  let plane = into + <usize>load<u32>(test, 8);
  v128.store(plane, v128.andnot(v128.load(plane), v128.and(right, v128.load8_splat(test, 3))));
  const more = <usize>load<u8>(test, 2);
  if (!more) return;
  const last = plane + (more << 4);
  for (plane += 16; plane < last; plane += 16) v128.store(plane, v128.andnot(v128.load(plane), right));
  v128.store(last, v128.andnot(v128.load(last), v128.and(right, v128.load8_splat(test, 4))));
}

function addLeaves(model: usize): void {
  const all = outputs(model), to = sums(model);
  for (let k = 0; k < all; k++) {
    const start = f64x2.splat(load<f64>(base(model) + (<usize>k << 3)));
    for (let i: usize = 0; i < 128; i += 16) v128.store(to + (<usize>k << 7) + i, start);
  }
  const end = maskTrees(model) + (<usize>trees(model) << 4);
  for (let tree = maskTrees(model); tree < end; tree += 16) {
    const first = planes(model) + <usize>load<u32>(tree), last = first + (<usize>(load<u32>(tree, 4) - 1) << 4);
    v128.store(first, leavesOf(first, last));
    addValues(first, <usize>load<u32>(tree, 8), to + (<usize>load<u32>(tree, 12) << 7));
  }
}

/** The lowest bit on, a byte a row. Bits of a byte by two look-ups of four bits each. */
function leavesOf(first: usize, last: usize): v128 {
  const lowest = i8x16(8, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0), four = i8x16.splat(4), zero = i8x16.splat(0);
  let leaf = zero;
  for (let plane = last; plane >= first; plane -= 16) {
    const bits = v128.load(plane);
    const low = i8x16.swizzle(lowest, v128.and(bits, i8x16.splat(15))), high = i8x16.add(i8x16.swizzle(lowest, i8x16.shr_u(bits, 4)), four);
    const here = i8x16.add(i8x16.min_u(low, high), i8x16.splat(<i8>((plane - first) >> 1)));
    leaf = v128.bitselect(here, leaf, i8x16.ne(bits, zero));
  }
  return leaf;
}

function addValues(leaf: usize, values: usize, to: usize): void {
  for (const end = to + 128; to < end; to += 16, leaf += 2) {
    const pair = v128.load64_lane(values + (<usize>load<u8>(leaf, 1) << 3), v128.load64_zero(values + (<usize>load<u8>(leaf) << 3)), 1);
    v128.store(to, f64x2.add(v128.load(to), pair));
  }
}
