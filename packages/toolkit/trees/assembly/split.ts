// The best split of two sibling leaves, searched by feature. Arguments: int 0 slot of the small leaf, 1 slot of its
// parent (-1 for a root), which becomes the large leaf's, 2 whether to bound outputs (l1, monotone or bounds are in
// force). reals: 0 gradient scale, 1 hessian scale, 2 l2, 3 l1, 4 category smoothing, 5 category support;
// then six for each leaf from 8 on: gradient, hessian, least and most hessian of the left child, score to beat, spare;
// then two for each leaf from 20 on: least and most output.
// A record of the best split (128 bytes, two a word): f64 score, feature (-1 none), last left bin, left gradient, left
// hessian, missing left, kind (0 by order, 1 by category), whether the leaf has missing values; then 32 bytes with a bit for each bin that goes left.
import { int, real, setInt, setReal, threads } from "@tandem/toolkit-kernels/assembly/jobs";
import { allowed, binCounts, featureFlags, features, monotone, privateHistograms, slot, slotBytes, splits, words } from "./context";
import { scanCategories, scanOrdered } from "./bounded";
import { helped } from "./helpers";
import { run } from "./jobs";
import { SPLIT } from "./operations";

const MISSING: usize = 255;
const RECORD: usize = 128;

export function split(small: i32, parent: i32, bounded: i32): void {
  setInt(0, small);
  setInt(1, parent);
  setInt(2, bounded);
  run(SPLIT, words);
}

export function splitWord(word: i32): void {
  const record = splits + (<usize>word << 8), last = min(features, word * 4 + 4);
  store<f64>(record, real(12));
  store<f64>(record, real(18), RECORD);
  store<f64>(record, -1, 8);
  store<f64>(record, -1, RECORD + 8);
  for (let feature = word * 4; feature < last; feature++) {
    const use = load<u8>(allowed + <usize>feature);
    if (use) splitFeature(feature, use > 1, record);
  }
}

function splitFeature(feature: i32, search: bool, record: usize): void {
  const offset = <usize>feature << 11, small = slot(int(0)) + offset;
  for (let thread = 1; thread < threads; thread++)
    if (helped(thread)) addTo(small, privateHistograms + <usize>(thread - 1) * slotBytes() + offset);
  const siblings = int(1) >= 0;
  const large = siblings ? slot(int(1)) + offset : small;
  if (siblings) subtractFrom(large, small);
  if (!search) return;
  const flags = load<u8>(featureFlags + <usize>feature);
  if (flags & 2 || int(2)) {
    scanAlone(feature, flags, small, 0, record);
    if (siblings) scanAlone(feature, flags, large, 1, record + RECORD);
  } else scanTogether(feature, flags, small, large, record);
  noteMissing(feature, small, record);
  if (siblings) noteMissing(feature, large, record + RECORD);
}

function noteMissing(feature: i32, histogram: usize, record: usize): void {
  if (load<f64>(record, 8) == <f64>feature) store<f64>(record, load<i64>(histogram, 2040) ? 1 : 0, 56);
}

function addTo(to: usize, from: usize): void {
  for (let at: usize = 0; at < 2048; at += 16) v128.store(to + at, i64x2.add(v128.load(to + at), v128.load(from + at)));
}
function subtractFrom(to: usize, from: usize): void {
  for (let at: usize = 0; at < 2048; at += 16) v128.store(to + at, i64x2.sub(v128.load(to + at), v128.load(from + at)));
}

function scanAlone(feature: i32, flags: u8, histogram: usize, leaf: i32, record: usize): void {
  const bins = load<i32>(binCounts + (<usize>feature << 2));
  if (flags & 2) return scanCategories(feature, histogram, bins, leaf, record);
  const direction = <i32>load<i8>(monotone + <usize>feature);
  const missing = flags & 1 ? load<i64>(histogram + (MISSING << 3)) : 0;
  scanOrdered(feature, histogram, missing ? bins : bins - 1, 0, leaf, direction, record);
  if (missing) scanOrdered(feature, histogram, bins - 1, missing, leaf, direction, record);
}

function scanTogether(feature: i32, flags: u8, small: usize, large: usize, record: usize): void {
  const bins = load<i32>(binCounts + (<usize>feature << 2));
  const missing = pair(small + (MISSING << 3), large + (MISSING << 3));
  if (!(flags & 1) || !v128.any_true(missing)) return scanPair(feature, small, large, bins - 1, i64x2.splat(0), record);
  scanPair(feature, small, large, bins, i64x2.splat(0), record);
  scanPair(feature, small, large, bins - 1, missing, record);
}

@inline function pair(a: usize, b: usize): v128 {
  return v128.load64_lane(b, v128.load64_zero(a), 1);
}

/** Both leaves at once, one in each lane. `start` is what goes left before the first bin: the missing values or none. */
function scanPair(feature: i32, small: usize, large: usize, bins: i32, start: v128, record: usize): void {
  const gScale = f64x2.splat(real(0)), hScale = f64x2.splat(real(1)), l2 = f64x2.splat(real(2));
  const least = f64x2(real(10), real(16)), most = f64x2(real(11), real(17));
  const allG = f64x2.mul(f64x2(real(8), real(14)), gScale), allH = f64x2.add(f64x2.mul(f64x2(real(9), real(15)), hScale), l2);
  let best = f64x2(load<f64>(record), load<f64>(record, RECORD)), sum = start;
  const missingLeft = v128.any_true(start);
  for (let bin = 0; bin < bins; bin++, small += 8, large += 8) {
    const value = pair(small, large);
    if (!v128.any_true(value)) continue;
    sum = i64x2.add(sum, value);
    const low = v128.shuffle<i32>(sum, sum, 0, 2, 0, 2), high = i32x4.sub(v128.shuffle<i32>(sum, sum, 1, 3, 1, 3), i32x4.shr_s(low, 31));
    const g = f64x2.convert_low_i32x4_s(low), h = f64x2.convert_low_i32x4_s(high);
    const leftG = f64x2.mul(g, gScale), leftH0 = f64x2.mul(h, hScale), leftH = f64x2.add(leftH0, l2);
    const rightG = f64x2.sub(allG, leftG), rightH = f64x2.sub(allH, leftH0);
    const score = f64x2.add(f64x2.mul(f64x2.mul(leftG, leftG), rightH), f64x2.mul(f64x2.mul(rightG, rightG), leftH));
    const by = f64x2.mul(leftH, rightH);
    const better = v128.and(f64x2.gt(score, f64x2.mul(best, by)), v128.and(f64x2.ge(h, least), f64x2.le(h, most)));
    if (!v128.any_true(better)) continue;
    best = v128.bitselect(f64x2.div(score, by), best, better);
    if (i64x2.extract_lane(better, 0)) write(record, feature, bin, f64x2.extract_lane(g, 0), f64x2.extract_lane(h, 0), missingLeft);
    if (i64x2.extract_lane(better, 1)) write(record + RECORD, feature, bin, f64x2.extract_lane(g, 1), f64x2.extract_lane(h, 1), missingLeft);
  }
  store<f64>(record, f64x2.extract_lane(best, 0));
  store<f64>(record, f64x2.extract_lane(best, 1), RECORD);
}

@inline function write(record: usize, feature: i32, bin: i32, gradient: f64, hessian: f64, missingLeft: bool): void {
  store<f64>(record, <f64>feature, 8);
  store<f64>(record, <f64>bin, 16);
  store<f64>(record, gradient, 24);
  store<f64>(record, hessian, 32);
  store<f64>(record, missingLeft ? 1 : 0, 40);
  store<f64>(record, 0, 48);
}
