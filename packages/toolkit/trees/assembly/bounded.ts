// The slower search of one leaf: with l1, bounds on the outputs, monotone features, and categories in the order of their
// gradients. Arguments as in split.ts.
import { real } from "@tandem/toolkit-kernels/assembly/jobs";
import { ownScratch } from "./context";

const MISSING: usize = 255;

@inline function gradientOf(sum: i64): f64 {
  return <f64>(<i32>sum);
}
@inline function hessianOf(sum: i64): f64 {
  return <f64>((sum - <i64>(<i32>sum)) >> 32);
}

/** The best output of a leaf within its bounds: -soft(G, l1) / (H + l2). */
@inline function output(g: f64, h: f64, leaf: usize): f64 {
  const l1 = real(3), soft = g > l1 ? g - l1 : g < -l1 ? g + l1 : 0;
  const free = -soft / h, low = real(20 + 2 * leaf), high = real(21 + 2 * leaf);
  return free < low ? low : free > high ? high : free;
}
/** Twice the loss that output w saves; h includes l2. */
@inline function saved(g: f64, h: f64, w: f64): f64 {
  return -(2 * g * w + h * w * w + 2 * real(3) * (w < 0 ? -w : w));
}

/** What two children save together, or -1 where their outputs run against the feature's direction. */
function savedByTwo(sum: i64, leaf: usize, direction: i32, l2: f64): f64 {
  const allG = real(8 + 6 * leaf) * real(0), allH = real(9 + 6 * leaf) * real(1);
  const leftG = gradientOf(sum) * real(0), left = hessianOf(sum) * real(1);
  const leftH = left + l2, rightG = allG - leftG, rightH = allH - left + l2;
  const a = output(leftG, leftH, leaf), b = output(rightG, rightH, leaf);
  if (direction > 0 && a > b) return -1;
  if (direction < 0 && a < b) return -1;
  return saved(leftG, leftH, a) + saved(rightG, rightH, b);
}

export function scanOrdered(feature: i32, histogram: usize, bins: i32, start: i64, leaf: usize, direction: i32, record: usize): void {
  const least = real(10 + 6 * leaf), most = real(11 + 6 * leaf), l2 = real(2);
  let sum = start;
  for (let bin = 0; bin < bins; bin++) {
    const value = load<i64>(histogram + (<usize>bin << 3));
    if (!value) continue;
    sum += value;
    const h = hessianOf(sum);
    if (h < least) continue;
    if (h > most) break;
    const score = savedByTwo(sum, leaf, direction, l2);
    if (score > load<f64>(record)) write(record, score, feature, bin, sum, start != 0, 0);
  }
}

/** Categories with enough support, ascending by gradient over smoothed hessian; each prefix is tried as the left side. */
export function scanCategories(feature: i32, histogram: usize, bins: i32, leaf: usize, record: usize): void {
  const order = ownScratch(), keys = order + 1024;
  const count = sortCategories(histogram, bins, order, keys);
  const least = real(10 + 6 * leaf), most = real(11 + 6 * leaf), l2 = real(2) + real(4);
  let sum: i64 = 0, best: i32 = -1;
  for (let i = 0; i < count - 1; i++) {
    sum += load<i64>(histogram + (<usize>load<i32>(order + (<usize>i << 2)) << 3));
    const h = hessianOf(sum);
    if (h < least) continue;
    if (h > most) break;
    const score = savedByTwo(sum, leaf, 0, l2);
    if (score <= load<f64>(record)) continue;
    best = i;
    write(record, score, feature, i, sum, 0, 1);
  }
  if (best >= 0) writeCategories(order, best, record);
}

function sortCategories(histogram: usize, bins: i32, order: usize, keys: usize): i32 {
  let count = 0;
  for (let i = 0; i <= bins; i++) {
    const bin = i == bins ? MISSING : <usize>i, sum = load<i64>(histogram + (bin << 3)), h = hessianOf(sum);
    if (h <= 0 || h < real(5)) continue;
    const key = (gradientOf(sum) * real(0)) / (h * real(1) + real(4));
    let at = count++;
    for (; at > 0 && load<f64>(keys + (<usize>(at - 1) << 3)) > key; at--) {
      store<f64>(keys + (<usize>at << 3), load<f64>(keys + (<usize>(at - 1) << 3)));
      store<i32>(order + (<usize>at << 2), load<i32>(order + (<usize>(at - 1) << 2)));
    }
    store<f64>(keys + (<usize>at << 3), key);
    store<i32>(order + (<usize>at << 2), <i32>bin);
  }
  return count;
}

function writeCategories(order: usize, last: i32, record: usize): void {
  memory.fill(record + 64, 0, 32);
  for (let i = 0; i <= last; i++) {
    const bin = load<i32>(order + (<usize>i << 2)), at = record + 64 + <usize>(bin >> 3);
    store<u8>(at, load<u8>(at) | <u8>(<u32>1 << (bin & 7)));
    if (bin == 255) store<f64>(record, 1, 40);
  }
}

function write(record: usize, score: f64, feature: i32, bin: i32, sum: i64, missingLeft: bool, kind: i32): void {
  store<f64>(record, score);
  store<f64>(record, <f64>feature, 8);
  store<f64>(record, <f64>bin, 16);
  store<f64>(record, gradientOf(sum), 24);
  store<f64>(record, hessianOf(sum), 32);
  store<f64>(record, missingLeft ? 1 : 0, 40);
  store<f64>(record, <f64>kind, 48);
}
