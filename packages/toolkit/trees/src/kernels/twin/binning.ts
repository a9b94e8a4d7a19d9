import { MISSING_BIN } from "../kernels.ts";
import { GRID_BYTES, GRID_CELLS } from "../layout.ts";
import type { Memory } from "./memory.ts";

/** Twin of assembly/binning.ts. */
export function binRows(
  memory: Memory,
  first: number,
  count: number,
  rowStride: number,
  featureStride: number,
  into: number,
  training: boolean,
): void {
  const { bytes, layout } = memory;
  const rowBytes = layout.words * 4;
  for (let feature = 0; feature < layout.features; feature++) {
    const from = layout.stage / 8 + feature * featureStride;
    const to = into + first * rowBytes + feature;
    if (bytes[layout.featureFlags + feature]! & 2) binCodes(memory, feature, from, rowStride, count, to, rowBytes);
    else if (binValues(memory, feature, from, rowStride, count, to, rowBytes) && training)
      bytes[layout.featureFlags + feature]! |= 1;
    if (training && layout.columnBins)
      copyColumn(bytes, to, rowBytes, layout.columnBins + feature * layout.rows + first, count);
  }
}

/** Whether a value was missing. */
function binValues(
  { bytes, ints, doubles, layout }: Memory,
  feature: number,
  from: number,
  stride: number,
  count: number,
  to: number,
  rowBytes: number,
): boolean {
  const binner = (layout.binners + feature * 32) / 8;
  const low = doubles[binner]!;
  const scale = doubles[binner + 1]!;
  const grid = layout.grids + feature * GRID_BYTES;
  const cuts = (layout.cuts + feature * 2048) / 8;
  const last = ints[layout.binCounts / 4 + feature]! - 1;
  let missing = false;
  for (let i = 0; i < count; i++) {
    const x = doubles[from + i * stride]!;
    let bin = scale > 0 ? bytes[grid + (Math.min(Math.max((x - low) * scale, 0), GRID_CELLS) | 0)]! : 0;
    while (bin < last && x > doubles[cuts + bin]!) bin++;
    if (x !== x) missing = true;
    bytes[to + i * rowBytes] = x === x ? bin : MISSING_BIN;
  }
  return missing;
}

function binCodes(
  { bytes, ints, doubles, layout }: Memory,
  feature: number,
  from: number,
  stride: number,
  count: number,
  to: number,
  rowBytes: number,
): void {
  const binner = (layout.binners + feature * 32) / 4;
  const table = ints[binner + 4]! >>> 0;
  const size = ints[binner + 5]!;
  for (let i = 0; i < count; i++) {
    const x = doubles[from + i * stride]!;
    bytes[to + i * rowBytes] = x >= 0 && x < size && x === Math.trunc(x) ? bytes[table + x]! : MISSING_BIN;
  }
}

function copyColumn(bytes: Uint8Array, from: number, stride: number, to: number, count: number): void {
  for (let i = 0; i < count; i++) bytes[to + i] = bytes[from + i * stride]!;
}
