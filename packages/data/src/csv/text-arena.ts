import { isUtf8 } from "node:buffer";

/** Texts back to back in one growing buffer, decoded together at the end: far cheaper than a string each on the way. */
export class TextArena {
  #bytes = Buffer.allocUnsafe(1024);
  #ends = new Int32Array(256);
  #ascii = true;
  length = 0;

  append(bytes: Buffer, from: number, to: number): number {
    const index = this.length++;
    const start = index === 0 ? 0 : this.#ends[index - 1]!;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#reserve(end);
    if (index === this.#ends.length) this.#ends = widened(this.#ends);
    let all = 0;
    for (let p = from, q = start; p < to; p++, q++) all |= this.#bytes[q] = bytes[p]!;
    if (all > 127) this.#ascii = false;
    this.#ends[index] = end;
    return index;
  }

  equals(index: number, bytes: Buffer, from: number, to: number): boolean {
    const own = this.#bytes;
    let q = index === 0 ? 0 : this.#ends[index - 1]!;
    if (this.#ends[index]! - q !== to - from) return false;
    for (let p = from; p < to; p++, q++) if (own[q] !== bytes[p]) return false;
    return true;
  }

  /** All texts; undefined in place of those that are not UTF-8. */
  strings(): (string | undefined)[] {
    const ends = this.#ends;
    const texts = new Array<string | undefined>(this.length);
    const whole = this.#ascii ? this.#bytes.toString("latin1", 0, ends[this.length - 1] ?? 0) : undefined;
    for (let index = 0, start = 0; index < this.length; index++) {
      const end = ends[index]!;
      texts[index] = whole === undefined ? decode(this.#bytes, start, end) : whole.substring(start, end);
      start = end;
    }
    return texts;
  }

  #reserve(needed: number): void {
    const bytes = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(bytes);
    this.#bytes = bytes;
  }
}

function decode(bytes: Buffer, from: number, to: number): string | undefined {
  return isUtf8(bytes.subarray(from, to)) ? bytes.toString("utf8", from, to) : undefined;
}

function widened(values: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(values.length * 2);
  wider.set(values);
  return wider;
}
