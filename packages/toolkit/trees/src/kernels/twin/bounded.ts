import { MISSING_BIN } from "../kernels.ts";
import type { Memory } from "./memory.ts";
import { writeSplit, type Search } from "./search.ts";

// Twin of assembly/bounded.ts.

function output(g: number, h: number, { l1, low, high }: Search): number {
  const soft = g > l1 ? g - l1 : g < -l1 ? g + l1 : 0;
  const free = -soft / h;
  return free < low ? low : free > high ? high : free;
}
function saved(g: number, h: number, w: number, { l1 }: Search): number {
  return -(2 * g * w + h * w * w + 2 * l1 * (w < 0 ? -w : w));
}

function savedByTwo(g: number, h: number, search: Search, direction: number, l2: number): number {
  const leftG = g * search.gradientUnit;
  const left = h * search.hessianUnit;
  const leftH = left + l2;
  const rightG = search.gradient * search.gradientUnit - leftG;
  const rightH = search.hessian * search.hessianUnit - left + l2;
  const a = output(leftG, leftH, search);
  const b = output(rightG, rightH, search);
  if ((direction > 0 && a > b) || (direction < 0 && a < b)) return -1;
  return saved(leftG, leftH, a, search) + saved(rightG, rightH, b, search);
}

export function scanOrdered(
  { ints, doubles }: Memory,
  feature: number,
  histogram: number,
  bins: number,
  startG: number,
  startH: number,
  search: Search,
  direction: number,
): void {
  const { least, most, record, l2 } = search;
  let g = startG;
  let h = startH;
  for (let bin = 0; bin < bins; bin++) {
    const gradient = ints[histogram + 2 * bin]!;
    const hessian = ints[histogram + 2 * bin + 1]!;
    if (gradient === 0 && hessian === 0) continue;
    g += gradient;
    h += hessian;
    if (h < least) continue;
    if (h > most) break;
    const score = savedByTwo(g, h, search, direction, l2);
    if (score > doubles[record]!)
      writeSplit(doubles, record, score, feature, bin, g, h, startG !== 0 || startH !== 0, 0);
  }
}

export function scanCategories(
  { ints, doubles, bytes }: Memory,
  feature: number,
  histogram: number,
  bins: number,
  search: Search,
): void {
  const order = sortCategories(ints, histogram, bins, search);
  let g = 0;
  let h = 0;
  let best = -1;
  for (let i = 0; i < order.length - 1; i++) {
    g += ints[histogram + 2 * order[i]!]!;
    h += ints[histogram + 2 * order[i]! + 1]!;
    if (h < search.least) continue;
    if (h > search.most) break;
    const score = savedByTwo(g, h, search, 0, search.l2 + search.smoothing);
    if (score <= doubles[search.record]!) continue;
    best = i;
    writeSplit(doubles, search.record, score, feature, i, g, h, false, 1);
  }
  if (best >= 0) writeCategories(bytes, doubles, order.slice(0, best + 1), search.record);
}

function sortCategories(
  ints: Int32Array,
  histogram: number,
  bins: number,
  { gradientUnit, hessianUnit, smoothing, support }: Search,
): number[] {
  const keys = new Float64Array(256);
  const order: number[] = [];
  for (const bin of [...Array(bins).keys(), MISSING_BIN]) {
    const h = ints[histogram + 2 * bin + 1]!;
    if (h <= 0 || h < support) continue;
    keys[bin] = (ints[histogram + 2 * bin]! * gradientUnit) / (h * hessianUnit + smoothing);
    order.push(bin);
  }
  return order.sort((a, b) => keys[a]! - keys[b]!);
}

function writeCategories(bytes: Uint8Array, doubles: Float64Array, chosen: readonly number[], record: number): void {
  const bits = bytes.subarray(record * 8 + 64, record * 8 + 96).fill(0);
  for (const bin of chosen) bits[bin >> 3]! |= 1 << (bin & 7);
  if (chosen.includes(MISSING_BIN)) doubles[record + 5] = 1;
}
