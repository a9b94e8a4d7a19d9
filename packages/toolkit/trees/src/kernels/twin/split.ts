import { MISSING_BIN } from "../kernels.ts";
import { scanCategories, scanOrdered } from "./bounded.ts";
import { slotStart, type Memory } from "./memory.ts";
import { writeSplit, type Search } from "./search.ts";

/** Twin of assembly/split.ts. */
export function split(memory: Memory, small: number, parent: number, bounded: boolean): void {
  const { doubles, layout } = memory;
  for (let word = 0; word < layout.words; word++) {
    const record = (layout.splits + word * 256) / 8;
    const lanes =
      parent >= 0 ? [searchOf(memory, 0, record), searchOf(memory, 1, record + 16)] : [searchOf(memory, 0, record)];
    doubles[record + 17] = -1;
    for (let feature = word * 4; feature < Math.min(layout.features, word * 4 + 4); feature++)
      splitFeature(memory, feature, small, parent, bounded, lanes);
  }
}

function searchOf({ doubles, layout }: Memory, lane: number, record: number): Search {
  const reals = doubles.subarray(layout.control / 8 + 48, layout.control / 8 + 72);
  const [gradientUnit = 0, hessianUnit = 0, l2 = 0, l1 = 0, smoothing = 0, support = 0] = reals;
  const [gradient = 0, hessian = 0, least = 0, most = 0, beat = 0] = reals.subarray(8 + 6 * lane);
  const [low = 0, high = 0] = reals.subarray(20 + 2 * lane);
  doubles[record] = beat;
  doubles[record + 1] = -1;
  return { gradientUnit, hessianUnit, l2, l1, smoothing, support, gradient, hessian, least, most, low, high, record };
}

function splitFeature(
  memory: Memory,
  feature: number,
  small: number,
  parent: number,
  bounded: boolean,
  lanes: readonly Search[],
): void {
  const { bytes, ints, doubles, layout } = memory;
  const use = bytes[layout.allowed + feature]!;
  if (!use) return;
  const own = slotStart(layout, small) + feature * 512;
  const large = parent >= 0 ? slotStart(layout, parent) + feature * 512 : own;
  if (parent >= 0) subtract(ints, large, own);
  if (use < 2) return;
  lanes.forEach((lane, i) => {
    const histogram = i === 0 ? own : large;
    scan(memory, feature, histogram, bounded, lane);
    if (doubles[lane.record + 1] === feature)
      doubles[lane.record + 7] = ints[histogram + 510] || ints[histogram + 511] ? 1 : 0;
  });
}

function subtract(ints: Int32Array, from: number, what: number): void {
  for (let i = 0; i < 512; i++) ints[from + i]! -= ints[what + i]!;
}

function scan(memory: Memory, feature: number, histogram: number, bounded: boolean, search: Search): void {
  const { bytes, ints, layout } = memory;
  const flags = bytes[layout.featureFlags + feature]!;
  const bins = ints[layout.binCounts / 4 + feature]!;
  if (flags & 2) return scanCategories(memory, feature, histogram, bins, search);
  const direction = (bytes[layout.monotone + feature]! << 24) >> 24;
  const [gradient, hessian] = [ints[histogram + 2 * MISSING_BIN]!, ints[histogram + 2 * MISSING_BIN + 1]!];
  const missing = (flags & 1) === 1 && (gradient !== 0 || hessian !== 0);
  const each = bounded ? scanOrdered : scanFast;
  each(memory, feature, histogram, missing ? bins : bins - 1, 0, 0, search, direction);
  if (missing) each(memory, feature, histogram, bins - 1, gradient, hessian, search, direction);
}

function scanFast(
  { ints, doubles }: Memory,
  feature: number,
  histogram: number,
  bins: number,
  startG: number,
  startH: number,
  search: Search,
): void {
  const { gradientUnit, hessianUnit, l2, least, most, record } = search;
  const allG = search.gradient * gradientUnit;
  const allH = search.hessian * hessianUnit + l2;
  let best = doubles[record]!;
  let g = startG;
  let h = startH;
  for (let bin = 0; bin < bins; bin++) {
    const gradient = ints[histogram + 2 * bin]!;
    const hessian = ints[histogram + 2 * bin + 1]!;
    if (gradient === 0 && hessian === 0) continue;
    g += gradient;
    h += hessian;
    const leftG = g * gradientUnit;
    const leftH0 = h * hessianUnit;
    const leftH = leftH0 + l2;
    const rightG = allG - leftG;
    const rightH = allH - leftH0;
    const score = leftG * leftG * rightH + rightG * rightG * leftH;
    const by = leftH * rightH;
    if (!(score > best * by && h >= least && h <= most)) continue;
    best = score / by;
    writeSplit(doubles, record, best, feature, bin, g, h, startG !== 0 || startH !== 0, 0);
  }
}
