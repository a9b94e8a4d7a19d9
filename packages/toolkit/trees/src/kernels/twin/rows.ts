import type { Memory } from "./memory.ts";

/** Twin of assembly/partition.ts. */
export function partition(
  { ints, bytes, layout }: Memory,
  begin: number,
  end: number,
  feature: number,
  lastLeft: number,
): number {
  const list = layout.index / 4;
  const rest = layout.indexCopy / 4;
  const column = layout.columnBins ? layout.columnBins + feature * layout.rows : layout.rowBins + feature;
  const stride = layout.columnBins ? 1 : layout.words * 4;
  let left = list + begin;
  let right = rest;
  for (let i = list + begin; i < list + end; i++) {
    const row = ints[i]!;
    const bin = bytes[column + row * stride]!;
    const step = lastLeft >= 0 ? (bin <= lastLeft ? 1 : 0) : bytes[layout.leftBins + bin]!;
    ints[left] = row;
    ints[right] = row;
    left += step;
    right += 1 - step;
  }
  ints.copyWithin(left, rest, right);
  return left - list - begin;
}

/** Twins of assembly/scores.ts. */
export function updateScores(
  { ints, floats, doubles, layout }: Memory,
  scores: number,
  leaves: number,
  _count: number,
): void {
  for (let leaf = 0; leaf < leaves; leaf++) {
    const at = layout.nodes / 4 + leaf * 4;
    const value = Math.fround(doubles[at / 2 + 1]!);
    for (let i = layout.index / 4 + ints[at]!; i < layout.index / 4 + ints[at + 1]!; i++)
      floats[scores + ints[i]!]! += value;
  }
}

export function routeRows(
  { ints, floats, doubles, bytes, layout }: Memory,
  bins: number,
  scores: number,
  count: number,
): void {
  const nodes = layout.nodes / 4;
  for (let row = 0; row < count; row++) {
    let node = nodes;
    for (let feature = ints[node]!; feature >= 0; feature = ints[node]!) {
      const bin = bytes[bins + row * layout.words * 4 + feature]!;
      const left = (bytes[node * 4 + 24 + (bin >> 3)]! >> (bin & 7)) & 1;
      node = nodes + ints[node + (left ? 1 : 2)]! * 16;
    }
    floats[scores + row]! += Math.fround(doubles[node / 2 + 2]!);
  }
}
