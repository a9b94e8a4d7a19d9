/** Bytes of one row: an object is kept in rows of this size, so that it can be streamed and read in part. */
export const CHUNK = 1 << 20;

/** A body in pieces of {@link CHUNK} bytes, the last of which may be shorter; none for an empty one. */
export async function* inChunks(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) {
    for (let start = 0; start < body.length; start += CHUNK) yield body.subarray(start, start + CHUNK);
    return;
  }
  const held = new Uint8Array(CHUNK);
  let filled = 0;
  for await (const part of body) {
    for (let at = 0; at < part.length;) {
      const taken = Math.min(CHUNK - filled, part.length - at);
      held.set(part.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < CHUNK) continue;
      yield held.slice();
      filled = 0;
    }
  }
  if (filled > 0) yield held.slice(0, filled);
}
