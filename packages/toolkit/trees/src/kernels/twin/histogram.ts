import { slotStart, type Memory } from "./memory.ts";

/** Twin of assembly/histogram.ts, word by word over the whole leaf. */
export function histogram(memory: Memory, begin: number, end: number, slot: number, inOrder: boolean): void {
  const { ints, layout } = memory;
  const start = slotStart(layout, slot);
  ints.fill(0, start, start + layout.words * 2048);
  const bins = layout.rowBins / 4;
  const packed = layout.packed / 4;
  const index = layout.index / 4;
  for (let word = 0; word < layout.words; word++) {
    if (inOrder) addRows(ints, bins + word, layout.words, packed, end, start + word * 2048);
    else addIndexed(ints, bins + word, layout.words, packed, index + begin, index + end, start + word * 2048);
  }
}

function addRows(ints: Int32Array, bins: number, words: number, packed: number, count: number, into: number): void {
  for (let row = 0; row < count; row++)
    addRow(ints, ints[bins + row * words]!, ints[packed + 2 * row]!, ints[packed + 2 * row + 1]!, into);
}
function addIndexed(
  ints: Int32Array,
  bins: number,
  words: number,
  packed: number,
  from: number,
  to: number,
  into: number,
): void {
  for (let i = from; i < to; i++) {
    const row = ints[i]!;
    addRow(ints, ints[bins + row * words]!, ints[packed + 2 * row]!, ints[packed + 2 * row + 1]!, into);
  }
}
function addRow(ints: Int32Array, word: number, gradient: number, hessian: number, into: number): void {
  const a = into + ((word << 1) & 510);
  const b = into + 512 + ((word >>> 7) & 510);
  const c = into + 1024 + ((word >>> 15) & 510);
  const d = into + 1536 + ((word >>> 23) & 510);
  ints[a]! += gradient;
  ints[a + 1]! += hessian;
  ints[b]! += gradient;
  ints[b + 1]! += hessian;
  ints[c]! += gradient;
  ints[c + 1]! += hessian;
  ints[d]! += gradient;
  ints[d + 1]! += hessian;
}
