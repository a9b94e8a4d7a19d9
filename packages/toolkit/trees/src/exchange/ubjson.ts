import { utf8Text } from "@tandem/core";
import { unreadable } from "./builder.ts";

/** A value of a file in Universal Binary JSON (draft 12), as XGBoost writes it; arrays of one number type become arrays of numbers. */
export function parseUbjson(bytes: Uint8Array): unknown {
  return new Reader(bytes).value();
}

/** Bytes and reading of the number types. */
const numbers: Readonly<Record<string, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  i: [1, (view, at) => view.getInt8(at)],
  U: [1, (view, at) => view.getUint8(at)],
  I: [2, (view, at) => view.getInt16(at)],
  l: [4, (view, at) => view.getInt32(at)],
  L: [8, (view, at) => Number(view.getBigInt64(at))],
  d: [4, (view, at) => view.getFloat32(at)],
  D: [8, (view, at) => view.getFloat64(at)],
};
const MOST_NESTED = 64;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(marker = this.#marker()): unknown {
    if (marker in numbers) return this.#number(marker);
    switch (marker) {
      case "Z":
        return null;
      case "N":
        return this.value();
      case "T":
        return true;
      case "F":
        return false;
      case "C":
        return this.#text(1);
      case "S":
      case "H":
        return this.#text(this.#length());
      case "[":
        return this.#nested(() => this.#array());
      case "{":
        return this.#nested(() => this.#object());
      default:
        throw this.#broken(`${JSON.stringify(marker)} marks no type`);
    }
  }

  #array(): unknown[] {
    const { type, count } = this.#header();
    const found: unknown[] = [];
    if (count === undefined) while (!this.#ends("]")) found.push(this.value());
    else for (let i = 0; i < count; i++) found.push(this.value(type));
    return found;
  }

  #object(): Record<string, unknown> {
    const { type, count } = this.#header();
    const found: [string, unknown][] = [];
    const member = () => found.push([this.#text(this.#length()), this.value(type)]);
    if (count === undefined) while (!this.#ends("}")) member();
    else for (let i = 0; i < count; i++) member();
    return Object.fromEntries(found);
  }

  /** `$type#count`, `#count`, or nothing. */
  #header(): { readonly type?: string; readonly count?: number } {
    const type = this.#ends("$") ? this.#marker() : undefined;
    if (!this.#ends("#")) {
      if (type !== undefined) throw this.#broken("a type without a count");
      return {};
    }
    const count = this.#length();
    if (type !== undefined && count > this.#bytes.length)
      throw this.#broken(`${count} items, more than the file is long`);
    return type === undefined ? { count } : { type, count };
  }

  #length(): number {
    const marker = this.#marker();
    const length = marker in numbers ? this.#number(marker) : NaN;
    if (!(length >= 0)) throw this.#broken("a length is no number of at least 0");
    return length;
  }

  #number(marker: string): number {
    const [size, read] = numbers[marker]!;
    return read(this.#view, this.#take(size));
  }

  #text(length: number): string {
    const from = this.#take(length);
    return utf8Text(this.#bytes.subarray(from, from + length));
  }

  #marker(): string {
    return String.fromCharCode(this.#bytes[this.#take(1)]!);
  }

  /** Whether the next byte is this one, which is then read. */
  #ends(marker: string): boolean {
    if (this.#bytes[this.#at] !== marker.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #take(size: number): number {
    if (this.#at + size > this.#bytes.length) throw this.#broken("the file ends");
    this.#at += size;
    return this.#at - size;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MOST_NESTED) throw this.#broken(`nested more than ${MOST_NESTED} deep`);
    const found = read();
    this.#depth--;
    return found;
  }

  #broken(reason: string) {
    return unreadable("UBJSON", `${reason} at byte ${this.#at}`);
  }
}
