import { utf8Bytes, utf8Text } from "@tandem/core";

/** "TDM1", little-endian. */
const MAGIC = 0x314d4454;
const PREFIX = 16;
const SMALL = 1 << 16;

/** One message: a JSON header and raw little-endian bytes, in which every part begins at a multiple of 8. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/** The raw bytes of a frame while it is put together. */
export class Body {
  readonly parts: Uint8Array[] = [];
  length = 0;

  /** @returns where the part begins */
  add(array: { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number }): number {
    const at = this.length;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    this.parts.push(bytes);
    const gap = -bytes.length & 7;
    if (gap > 0) this.parts.push(new Uint8Array(gap));
    this.length += bytes.length + gap;
    return at;
  }
}

/** The chunks to write for a frame: one where it is small, the parts themselves, uncopied, where it is large. */
export function encodeFrame(header: object, body: Body = new Body()): readonly Uint8Array[] {
  const text = utf8Bytes(JSON.stringify(header));
  const length = text.length + (-text.length & 7);
  const whole = body.length <= SMALL;
  const head = new Uint8Array(PREFIX + length + (whole ? body.length : 0));
  const view = new DataView(head.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, length, true);
  view.setBigUint64(8, BigInt(body.length), true);
  head.set(text, PREFIX);
  head.fill(0x20, PREFIX + text.length, PREFIX + length);
  if (!whole) return [head, ...body.parts.map(owned)];
  let at = PREFIX + length;
  for (const part of body.parts) {
    head.set(part, at);
    at += part.length;
  }
  return [head];
}

/** Streams take no shared memory. */
function owned(part: Uint8Array): Uint8Array {
  return typeof SharedArrayBuffer !== "undefined" && part.buffer instanceof SharedArrayBuffer ? part.slice() : part;
}

/** Puts frames together from chunks of any size. */
export class FrameReader {
  #target = new Uint8Array(PREFIX);
  #filled = 0;
  #headerLength = -1;

  /**
   * The frames that end in this chunk.
   * @throws Error where the stream holds anything but frames
   */
  *read(chunk: Uint8Array): Generator<Frame> {
    let at = 0;
    while (at < chunk.length) {
      const taken = Math.min(chunk.length - at, this.#target.length - this.#filled);
      this.#target.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled < this.#target.length) continue;
      if (this.#headerLength < 0) this.#begin();
      if (this.#filled === this.#target.length) yield this.#end();
    }
  }

  #begin(): void {
    const view = new DataView(this.#target.buffer);
    if (view.getUint32(0, true) !== MAGIC)
      throw new Error("it wrote something else than frames to its protocol stream");
    this.#headerLength = view.getUint32(4, true);
    this.#target = new Uint8Array(this.#headerLength + Number(view.getBigUint64(8, true)));
    this.#filled = 0;
  }

  #end(): Frame {
    const header = JSON.parse(utf8Text(this.#target.subarray(0, this.#headerLength))) as Frame["header"];
    const body = this.#target.subarray(this.#headerLength);
    this.#target = new Uint8Array(PREFIX);
    this.#filled = 0;
    this.#headerLength = -1;
    return { header, body };
  }
}

/** Doubles of a body, from a byte that is a multiple of 8. */
export function doubles(body: Uint8Array, at: number, count: number): Float64Array {
  return new Float64Array(body.buffer as ArrayBuffer, body.byteOffset + at, count);
}
