import { utf8Bytes } from "@tandem/core";

const VARINT = 0;
const BYTES = 2;

/** A message in the wire format of Protocol Buffers, written field by field; lists of whole numbers are packed. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** A whole number from 0 to 2^53 - 1. */
  int(field: number, value: number): this {
    return this.#push(varints([field * 8 + VARINT, value]));
  }
  ints(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, varints(values));
  }
  text(field: number, value: string): this {
    return this.bytes(field, utf8Bytes(value));
  }
  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.text(field, value);
    return this;
  }
  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }
  messages(field: number, values: readonly Message[]): this {
    for (const value of values) this.message(field, value);
    return this;
  }
  bytes(field: number, value: Uint8Array): this {
    return this.#push(varints([field * 8 + BYTES, value.length])).#push(value);
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part);
    return this;
  }
}

/** Seven bits a byte, the lowest first; all bytes of a number but its last have the top bit on. */
function varints(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let rest = values[i]!;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
    bytes[at++] = rest;
  }
  return bytes.slice(0, at);
}
