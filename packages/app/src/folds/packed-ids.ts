/** Ids as one text and the length of each: a thread that is sent them has no million strings to make, and to keep. */
export type PackedIds = { readonly text: string; readonly lengths: Int32Array } | { readonly ids: readonly string[] };

/** Longest text that is made of ids; engines hold about twice as much. */
const LONGEST = 1 << 28;

export function packIds(ids: readonly string[]): PackedIds {
  const lengths = new Int32Array(ids.length);
  let total = 0;
  for (let row = 0; row < lengths.length; row++) total += lengths[row] = ids[row]!.length;
  return total > LONGEST ? { ids } : { text: ids.join(""), lengths };
}

export function unpackIds(packed: PackedIds): readonly string[] {
  if ("ids" in packed) return packed.ids;
  const { text, lengths } = packed;
  const ids = new Array<string>(lengths.length);
  let at = 0;
  for (let row = 0; row < ids.length; row++) ids[row] = text.slice(at, (at += lengths[row]!));
  return ids;
}
