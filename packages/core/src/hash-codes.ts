import type { Codes } from "./column.ts";
import type { Hash } from "./sha256.ts";
import { utf8Bytes } from "./text.ts";

const CHUNK = 1 << 16;
const NEWLINE = 10;
const COMMA = 44;

/**
 * Hashes the text of each row, with a comma between two: `texts[code]`, and `missing` where the dictionary has no such
 * code. Texts hold no newline. Each is encoded once, and no more than a chunk of rows is written out at a time.
 */
export function hashCodes(hash: Hash, codes: Codes["codes"], texts: readonly string[], missing: string): void {
  const encoded = utf8Bytes([...texts, missing, ""].join("\n"));
  const starts = startsOf(encoded, texts.length + 1);
  const chunk = new Uint8Array(CHUNK);
  let filled = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    const entry = code >= 0 && code < texts.length ? code : texts.length;
    const start = starts[entry]!;
    const length = starts[entry + 1]! - 1 - start;
    if (filled + length + 1 > CHUNK) {
      hash.update(chunk.subarray(0, filled));
      filled = 0;
    }
    if (row > 0) chunk[filled++] = COMMA;
    if (filled + length > CHUNK) {
      hash.update(chunk.subarray(0, filled)).update(encoded.subarray(start, start + length));
      filled = 0;
    } else if (length > 64) {
      chunk.set(encoded.subarray(start, start + length), filled);
      filled += length;
    } else for (let i = start; i < start + length; i++) chunk[filled++] = encoded[i]!;
  }
  hash.update(chunk.subarray(0, filled));
}

/** Where each of the newline-ended texts begins, and where one after the last would. */
function startsOf(encoded: Uint8Array, count: number): Float64Array {
  const starts = new Float64Array(count + 1);
  for (let at = 0, entry = 0; at < encoded.length; at++) if (encoded[at] === NEWLINE) starts[++entry] = at + 1;
  return starts;
}
