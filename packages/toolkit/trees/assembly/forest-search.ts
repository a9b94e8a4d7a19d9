// The best split of one node over a few random features. Bins that occur are marked in a bitmap, so the work grows with
// the node's rows and not with the number of bins.
import { int, real } from "@tandem/toolkit-kernels/assembly/jobs";
import { columnBins, cuts, featureFlags, features, ownScratch, packed, rows } from "./context";
import { draw } from "./random";

export let bestFeature: i32 = -1;
export let bestBin: i32 = 0;
export let bestKind: i32 = 0;
/** 0 missing goes right, 1 left, 2 none came by. */
export let bestMissing: i32 = 0;
export let bestG: f64 = 0;
export let bestH: f64 = 0;
export let bestGain: f64 = 0;
let bestScore: f64 = 0;
/** Whether the feature at hand gave the best split so far. */
let better: bool = false;

// Scratch: 256 sums, the bitmap, the set of the best split, order and keys of categories, and the bins of a node's rows.
const BITMAP: usize = 2048;
const SET: usize = 2080;
const ORDER: usize = 4096;
const KEYS: usize = 8192;
const BINS: usize = 16384;
const MOST_BINS: usize = 49152;

@inline export function bestSet(): usize {
  return ownScratch() + SET;
}
@inline export function bestLeft(row: u32): i32 {
  const bin = load<u8>(columnBins + <usize>bestFeature * <usize>rows + <usize>row);
  return <i32>((load<u8>(bestSet() + <usize>(bin >> 3)) >> (bin & 7)) & 1);
}

/** `order` holds the features in any order and is shuffled. False where no split saves anything. Features that hold but one value do not count as tried. */
export function search(order: usize, list: usize, count: i32, values: usize, g: f64, h: f64): bool {
  const end = list + (<usize>count << 2);
  for (let at = list, to = values; at < end; at += 4, to += 8) store<i64>(to, load<i64>(packed + (<usize>load<u32>(at) << 3)));
  const own = (g * real(0)) * (g * real(0)) / (h * real(1));
  bestFeature = -1;
  bestScore = own * (1 + 1e-9);
  const least = max<f64>(<f64>int(3) * h / <f64>count, 1);
  for (let seen = 0, i = 0; seen < int(2) && i < features; i++) {
    const at = order + (<usize>i << 2), other = order + (<usize>(i + draw(features - i)) << 2), feature = load<i32>(other);
    store<i32>(other, load<i32>(at));
    store<i32>(at, feature);
    if (searchFeature(feature, list, end, values, g, h, least)) seen++;
  }
  bestGain = bestScore - own;
  return bestFeature >= 0;
}

/** Whether the feature has more than one value here. */
function searchFeature(feature: i32, list: usize, end: usize, values: usize, g: f64, h: f64, least: f64): bool {
  if (int(5) && !(load<u8>(featureFlags + <usize>feature) & 2)) return searchRandom(feature, list, end, values, g, h, least);
  const sums = ownScratch(), bitmap = sums + BITMAP, column = columnBins + <usize>feature * <usize>rows;
  for (; list < end; list += 4, values += 8) {
    const bin = <usize>load<u8>(column + <usize>load<u32>(list)), at = sums + (bin << 3), word = bitmap + ((bin >> 6) << 3);
    store<i64>(at, load<i64>(at) + load<i64>(values));
    store<u64>(word, load<u64>(word) | (<u64>1 << (bin & 63)));
  }
  const many = popcnt(load<u64>(bitmap)) + popcnt(load<u64>(bitmap, 8)) + popcnt(load<u64>(bitmap, 16)) + popcnt(load<u64>(bitmap, 24)) > 1;
  better = false;
  if (many) {
    const missing = load<i64>(sums + 2040);
    if (load<u8>(featureFlags + <usize>feature) & 2) scanCategories(feature, g, h, least);
    else {
      scan(feature, 0, 256, g, h, least);
      if (missing) scan(feature, missing, 255, g, h, least);
    }
    if (better) {
      if (!missing && bestKind == 0) bestMissing = 2;
      if (bestKind == 1 && !((load<u8>(bitmap, 31) >> 7) & 1)) bestMissing = 2;
    }
  }
  clear(sums, bitmap);
  return many;
}

function clear(sums: usize, bitmap: usize): void {
  for (let word: usize = 0; word < 4; word++) {
    for (let bits = load<u64>(bitmap + (word << 3)); bits; bits &= bits - 1) store<i64>(sums + (word << 9) + (<usize>ctz(bits) << 3), 0);
    store<u64>(bitmap + (word << 3), 0);
  }
}

@inline function tried(sum: i64, g: f64, h: f64, least: f64): bool {
  const left = <f64>((sum - <i64>(<i32>sum)) >> 32);
  if (left < least || left > h - least) return false;
  const leftG = <f64>(<i32>sum) * real(0), leftH = left * real(1), rightG = g * real(0) - leftG, rightH = h * real(1) - leftH;
  const score = leftG * leftG * rightH + rightG * rightG * leftH, by = leftH * rightH;
  if (!(score > bestScore * by)) return false;
  bestScore = score / by;
  bestG = <f64>(<i32>sum);
  bestH = left;
  better = true;
  return true;
}

/** Bins upwards; `start` goes left before them: the missing values or none. */
function scan(feature: i32, start: i64, bins: i32, g: f64, h: f64, least: f64): void {
  const sums = ownScratch(), bitmap = sums + BITMAP;
  let sum = start, best = -1;
  for (let word: usize = 0; word < 4; word++) {
    for (let bits = load<u64>(bitmap + (word << 3)); bits; bits &= bits - 1) {
      const bin = <i32>(word << 6) + <i32>ctz(bits);
      if (bin >= bins) break;
      sum += load<i64>(sums + (<usize>bin << 3));
      if (tried(sum, g, h, least)) best = bin;
    }
  }
  if (best >= 0) take(feature, min(best, 254), start != 0 ? 1 : 0);
}

/** The last bin below `high` whose cut is at most `at`, at least `low`. */
function lastBelow(cut: usize, low: i32, high: i32, at: f64): i32 {
  let last = low, end = high;
  while (end - last > 1) {
    const middle = (last + end) >> 1;
    if (load<f64>(cut + (<usize>middle << 3)) <= at) last = middle;
    else end = middle;
  }
  return last;
}

/**
 * One cut drawn between the least and the greatest value, and for missing values a side: a pass for the range and one for
 * what lies left of the cut, without sums by bin. Whether the feature has more than one value here.
 */
function searchRandom(feature: i32, list: usize, end: usize, values: usize, g: f64, h: f64, least: f64): bool {
  const column = columnBins + <usize>feature * <usize>rows, kept = ownScratch() + BINS, count = (end - list) >> 2;
  const keeps = count <= MOST_BINS;
  let low = 255, high = -1, missing: i64 = 0, missed = false;
  for (let i: usize = 0; i < count; i++) {
    const bin = <i32>load<u8>(column + <usize>load<u32>(list + (i << 2)));
    if (keeps) store<u8>(kept + i, bin);
    if (bin == 255) {
      missing += load<i64>(values + (i << 3));
      missed = true;
      continue;
    }
    low = min(low, bin);
    high = max(high, bin);
  }
  if (high < low || (high == low && !missed)) return false;
  let last = low;
  if (high > low) {
    const cut = cuts + (<usize>feature << 11), from = load<f64>(cut + (<usize>low << 3)), to = load<f64>(cut + (<usize>(high - 1) << 3));
    last = lastBelow(cut, low, high, from + (to - from) * (<f64>draw(1 << 30) / <f64>(1 << 30)));
  }
  const left = high > low && missing && draw(2) == 0;
  let sum: i64 = left ? missing : 0;
  if (keeps) for (let i: usize = 0; i < count; i++) sum += load<i64>(values + (i << 3)) & -<i64>(<i32>load<u8>(kept + i) <= last);
  else for (let i: usize = 0; i < count; i++) sum += load<i64>(values + (i << 3)) & -<i64>(<i32>load<u8>(column + <usize>load<u32>(list + (i << 2))) <= last);
  better = false;
  if (!tried(sum, g, h, least)) return true;
  take(feature, last, left ? 1 : 0);
  if (!missing) bestMissing = 2;
  return true;
}

function take(feature: i32, bin: i32, missingLeft: i32): void {
  bestFeature = feature;
  bestBin = bin;
  bestKind = 0;
  bestMissing = missingLeft;
  const set = bestSet();
  memory.fill(set, 0, 32);
  memory.fill(set, 255, <usize>((bin + 1) >> 3));
  const part = (bin + 1) & 7;
  if (part) store<u8>(set + <usize>((bin + 1) >> 3), <u8>((<u32>1 << part) - 1));
  if (missingLeft) store<u8>(set, load<u8>(set, 31) | 128, 31);
}

/** Categories, the missing one among them, by mean; prefixes go left, or a random one of them. */
function scanCategories(feature: i32, g: f64, h: f64, least: f64): void {
  const sums = ownScratch(), bitmap = sums + BITMAP, order = sums + ORDER, keys = sums + KEYS;
  let count = 0;
  for (let bin = 0; bin < 256; bin++) {
    if (!((load<u64>(bitmap + (<usize>(bin >> 6) << 3)) >> (bin & 63)) & 1)) continue;
    const sum = load<i64>(sums + (<usize>bin << 3)), weight = <f64>((sum - <i64>(<i32>sum)) >> 32);
    const key = weight > 0 ? <f64>(<i32>sum) / weight : 0;
    let at = count++;
    for (; at > 0 && load<f64>(keys + (<usize>(at - 1) << 3)) > key; at--) {
      store<f64>(keys + (<usize>at << 3), load<f64>(keys + (<usize>(at - 1) << 3)));
      store<i32>(order + (<usize>at << 2), load<i32>(order + (<usize>(at - 1) << 2)));
    }
    store<f64>(keys + (<usize>at << 3), key);
    store<i32>(order + (<usize>at << 2), bin);
  }
  const only = int(5) ? draw(count - 1) : -1;
  let sum: i64 = 0, best = -1;
  for (let i = 0; i < count - 1; i++) {
    sum += load<i64>(sums + (<usize>load<i32>(order + (<usize>i << 2)) << 3));
    if ((only < 0 || only == i) && tried(sum, g, h, least)) best = i;
  }
  if (best < 0) return;
  bestFeature = feature;
  bestBin = best;
  bestKind = 1;
  bestMissing = 0;
  const set = bestSet();
  memory.fill(set, 0, 32);
  for (let i = 0; i <= best; i++) {
    const bin = load<i32>(order + (<usize>i << 2)), at = set + <usize>(bin >> 3);
    store<u8>(at, load<u8>(at) | <u8>(<u32>1 << (bin & 7)));
    if (bin == 255) bestMissing = 1;
  }
}
