import { NEWLINE, RETURN } from "./window.ts";

/** A cell that could not be read as its column's kind. */
export interface BadCell {
  readonly row: number;
  readonly reason: "wrong-type" | "bad-quotes" | "bad-encoding";
  readonly text: string;
}

/** Reads the cells of one column, one after another. */
export interface FieldReader {
  /** Reads the cell at `from` as that of `row`; returns where its delimiter or newline is. */
  read(bytes: Buffer, from: number, end: number, row: number): number;
  /** Marks the cell of `row` missing. */
  skip(row: number): void;
  reserve(rows: number): void;
  /** Takes back cells of `row` and after, which turned out to be cut off. */
  rollback(row: number): void;
}

export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
}

/**
 * The extent of a cell of any form. One is shared by all columns of a parser, and says nothing once the next cell
 * was scanned.
 */
export class CellSpan {
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  quoted = false;
  /** Text follows the closing quote. */
  malformed = false;
  /** The bytes ran out within quotes. */
  unclosed = false;
  /** The bytes are the file's last: what ends with them is whole. Else a cut-off text must not enter a dictionary. */
  final = false;
  /** Newlines within quotes so far, so that line numbers stay true. */
  newlines = 0;
  #scratch = Buffer.alloc(256);

  constructor(readonly dialect: Dialect) {}

  /** Returns where the cell's delimiter or newline is; `end` where the bytes ran out within quotes. */
  scan(bytes: Buffer, at: number, end: number): number {
    this.malformed = this.unclosed = false;
    this.bytes = bytes;
    this.quoted = bytes[at] === this.dialect.quote && at < end;
    return this.quoted ? this.#quoted(bytes, at + 1, end) : this.#plain(bytes, at);
  }

  /** The text between; a cell that is not UTF-8 has the replacement character in it. */
  get text(): string {
    return this.bytes.toString("utf8", this.from, this.to);
  }

  #plain(bytes: Buffer, from: number): number {
    const { delimiter } = this.dialect;
    let p = from;
    for (let byte = bytes[p]; byte !== delimiter && byte !== NEWLINE; byte = bytes[++p]);
    this.from = from;
    this.to = bytes[p] === NEWLINE && p > from && bytes[p - 1] === RETURN ? p - 1 : p;
    return p;
  }

  #quoted(bytes: Buffer, from: number, end: number): number {
    const { quote, delimiter } = this.dialect;
    let p = from;
    let doubled = 0;
    let newlines = 0;
    for (; ; p++) {
      const byte = bytes[p];
      if (byte === quote) {
        if (bytes[p + 1] !== quote || p + 1 >= end) break;
        doubled++;
        p++;
      } else if (byte === NEWLINE) {
        if (p >= end) return this.#unclosed(from, end);
        newlines++;
      }
    }
    this.newlines += newlines;
    this.from = from;
    this.to = p;
    if (doubled > 0) this.#unescape(bytes, from, p);
    let next = p + 1;
    if (bytes[next] === RETURN && bytes[next + 1] === NEWLINE) next++;
    if (bytes[next] === delimiter || bytes[next] === NEWLINE) return next;
    return this.#afterQuote(bytes, from - 1, next);
  }

  #afterQuote(bytes: Buffer, opening: number, from: number): number {
    const next = this.#plain(bytes, from);
    this.bytes = bytes;
    this.from = opening;
    this.malformed = true;
    return next;
  }

  #unclosed(from: number, end: number): number {
    this.from = from;
    this.to = end;
    this.unclosed = true;
    return end;
  }

  #unescape(bytes: Buffer, from: number, to: number): void {
    if (this.#scratch.length < to - from) this.#scratch = Buffer.allocUnsafe(2 * (to - from));
    const { quote } = this.dialect;
    let length = 0;
    for (let p = from; p < to; p++) {
      this.#scratch[length++] = bytes[p]!;
      if (bytes[p] === quote) p++;
    }
    this.bytes = this.#scratch;
    this.from = 0;
    this.to = length;
  }
}
