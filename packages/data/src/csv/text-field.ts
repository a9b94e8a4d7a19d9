import { MISSING_CODE } from "@tandem/core";
import { Dictionary } from "./dictionary.ts";
import type { BadCell, CellSpan, FieldReader } from "./fields.ts";
import { NEWLINE, RETURN } from "./window.ts";

const FNV = 0x01000193;

/** A column of texts as codes into their dictionary. An empty cell is missing, a quoted empty one is empty text. */
export class TextField implements FieldReader {
  readonly bad: BadCell[] = [];
  readonly dictionary = new Dictionary();
  readonly #delimiter: number;
  readonly #quote: number;

  constructor(
    private readonly span: CellSpan,
    public codes: Int32Array,
  ) {
    this.#delimiter = span.dialect.delimiter;
    this.#quote = span.dialect.quote;
  }

  read(bytes: Buffer, from: number, end: number, row: number): number {
    const delimiter = this.#delimiter;
    let p = from;
    let byte = bytes[p]!;
    if (byte === this.#quote) return this.#readQuoted(bytes, from, end, row);
    let hash = 0;
    while (byte !== delimiter && byte !== NEWLINE && byte !== RETURN) {
      hash = Math.imul(hash ^ byte, FNV);
      byte = bytes[++p]!;
    }
    if (byte === RETURN && bytes[p + 1] !== NEWLINE) return this.#readAny(bytes, from, end, row);
    if (p === from) this.codes[row] = MISSING_CODE;
    else if (p < end || this.span.final) this.codes[row] = this.dictionary.add(bytes, from, p, hash);
    return byte === RETURN ? p + 1 : p;
  }

  #readQuoted(bytes: Buffer, from: number, end: number, row: number): number {
    const quote = this.#quote;
    let p = from + 1;
    let byte = bytes[p]!;
    let hash = 0;
    while (byte !== quote && byte !== NEWLINE) {
      hash = Math.imul(hash ^ byte, FNV);
      byte = bytes[++p]!;
    }
    const next = bytes[p + 1];
    if (byte !== quote || p + 1 >= end || (next !== this.#delimiter && next !== NEWLINE))
      return this.#readAny(bytes, from, end, row);
    this.codes[row] = this.dictionary.add(bytes, from + 1, p, hash);
    return p + 1;
  }

  #readAny(bytes: Buffer, from: number, end: number, row: number): number {
    const next = this.span.scan(bytes, from, end);
    if (next === end && !this.span.final) return next;
    const { bytes: source, from: start, to, malformed, quoted } = this.span;
    if (malformed) this.bad.push({ row, reason: "bad-quotes", text: this.span.text });
    let hash = 0;
    for (let p = start; p < to; p++) hash = Math.imul(hash ^ source[p]!, FNV);
    const missing = malformed || (start === to && !quoted);
    this.codes[row] = missing ? MISSING_CODE : this.dictionary.add(source, start, to, hash);
    return next;
  }

  skip(row: number): void {
    this.codes[row] = MISSING_CODE;
  }
  reserve(rows: number): void {
    const wider = new Int32Array(rows);
    wider.set(this.codes);
    this.codes = wider;
  }
  rollback(row: number): void {
    while (this.bad.length > 0 && this.bad[this.bad.length - 1]!.row >= row) this.bad.pop();
  }
}
