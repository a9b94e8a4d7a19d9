/**
 * Where to cut bytes into chunks so that equal content gives equal chunks wherever it lies: a boundary depends only on
 * the 32 bytes before it. FastCDC (Xia et al., USENIX ATC 2016): a gear hash, no cut before `MIN`, a stricter mask
 * before the usual size than after it.
 */
export const MIN_CHUNK = 512 * 1024;
export const USUAL_CHUNK = 1024 * 1024;
export const MAX_CHUNK = 4 * 1024 * 1024;

const STRICT = 0x3fffff << 10; // 22 bits before the usual size
const LOOSE = 0x3ffff << 14; // 18 bits after it

/** 256 pseudo-random words; part of the format: other words would cut elsewhere and share no chunk with older snapshots. */
const GEAR = (() => {
  const words = new Int32Array(256);
  let state = 0x7a6e64d3;
  for (let i = 0; i < 256; i++) {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    words[i] = z ^ (z >>> 15);
  }
  return words;
})();

/** The end of the chunk that starts at `start`, or -1 where the bytes up to `end` do not decide it yet. */
export function chunkEnd(bytes: Uint8Array, start: number, end: number, last: boolean): number {
  const limit = Math.min(end, start + MAX_CHUNK);
  const usual = Math.min(limit, start + USUAL_CHUNK);
  const first = start + MIN_CHUNK;
  if (first < limit) {
    let hash = warm(bytes, first);
    let at = scan(bytes, first, usual, hash, STRICT);
    if (at >= 0) return at;
    hash = warm(bytes, usual);
    at = scan(bytes, usual, limit, hash, LOOSE);
    if (at >= 0) return at;
  }
  return limit === start + MAX_CHUNK || last ? limit : -1;
}

/** The hash of the 32 bytes before `at`; older bytes have been shifted out. */
function warm(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = at - 32; i < at; i++) hash = ((hash << 1) + GEAR[bytes[i]!]!) | 0;
  return hash;
}

function scan(bytes: Uint8Array, from: number, to: number, hash: number, mask: number): number {
  for (let i = from; i < to; i++) {
    hash = ((hash << 1) + GEAR[bytes[i]!]!) | 0;
    if ((hash & mask) === 0) return i + 1;
  }
  return -1;
}

/** Cuts a stream; the chunks are views that stay valid. */
export async function* chunks(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held = new Uint8Array(4 * MAX_CHUNK);
  let start = 0;
  let end = 0;
  for await (const part of stream) {
    for (let at = 0; at < part.length;) {
      if (end === held.length) {
        const next = new Uint8Array(held.length);
        next.set(held.subarray(start, end));
        [held, end, start] = [next, end - start, 0];
      }
      const taken = Math.min(part.length - at, held.length - end);
      held.set(part.subarray(at, at + taken), end);
      end += taken;
      at += taken;
      if (end - start < MAX_CHUNK) continue;
      for (let cut; end - start >= MAX_CHUNK && (cut = chunkEnd(held, start, end, false)) >= 0; start = cut)
        yield held.subarray(start, cut);
    }
  }
  for (let cut; start < end; start = cut) {
    cut = chunkEnd(held, start, end, true);
    yield held.subarray(start, cut);
  }
}
