import { TandemError } from "@tandem/core";
import type { CellSpan, FieldReader } from "./fields.ts";
import { NEWLINE, RETURN, type Window } from "./window.ts";

/** A record with more or fewer cells than the header has names. */
export interface RaggedRow {
  readonly row: number;
  readonly cells: number;
}

/** Records of one batch: reads whole records from a window into the columns, and knows on which line each began. */
export class RecordParser {
  rows = 0;
  readonly ragged: RaggedRow[] = [];
  /** Rows whose line is not one after the line of the row before, with their lines. */
  readonly #jumpRows: number[] = [];
  readonly #jumpLines: number[] = [];
  #capacity: number;

  constructor(
    private readonly source: string,
    private readonly fields: readonly FieldReader[],
    private readonly span: CellSpan,
    capacity: number,
    /** The line of the next record. */
    public line: number,
  ) {
    this.#capacity = capacity;
  }

  /** Reads records until `limit` rows are there or the window holds no further whole record. */
  parse(window: Window, limit: number): void {
    const { bytes, end, final } = window;
    this.span.final = final;
    this.span.unclosed = false;
    let expected = this.lineAt(this.rows - 1) + 1;
    while (this.rows < limit && window.at < end) {
      const blank =
        bytes[window.at] === NEWLINE ? 1 : bytes[window.at] === RETURN && bytes[window.at + 1] === NEWLINE ? 2 : 0;
      if (blank > 0) {
        if (blank === 2 && window.at + 2 > end && !final) return;
        window.at += blank;
        this.line++;
        continue;
      }
      if (this.rows === this.#capacity) this.#grow();
      this.span.newlines = 0;
      const next = this.#record(bytes, window.at, end, final);
      if (next < 0) return this.#rollback();
      if (this.line !== expected || this.rows === 0) {
        this.#jumpRows.push(this.rows);
        this.#jumpLines.push(this.line);
      }
      expected = this.line + 1;
      this.line += 1 + this.span.newlines;
      this.rows++;
      window.at = next;
    }
  }

  /** The line on which the record of a row begins. */
  lineAt(row: number): number {
    let low = 0;
    let high = this.#jumpRows.length - 1;
    if (row < 0 || high < 0) return this.line - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#jumpRows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return this.#jumpLines[low]! + row - this.#jumpRows[low]!;
  }

  /** Returns where the next record begins, -1 where this one is cut off. */
  #record(bytes: Buffer, from: number, end: number, final: boolean): number {
    const { fields, rows } = this;
    const width = fields.length;
    let p = from;
    let column = 0;
    for (;;) {
      p = fields[column]!.read(bytes, p, end, rows);
      if (p >= end) this.#checkEnd();
      if (p >= end && !final) return -1;
      column++;
      if (bytes[p] === NEWLINE) break;
      p++;
      if (column === width) return this.#surplus(bytes, p, end, final);
    }
    if (column < width) {
      this.ragged.push({ row: rows, cells: column });
      for (; column < width; column++) fields[column]!.skip(rows);
    }
    return p + 1;
  }

  #surplus(bytes: Buffer, from: number, end: number, final: boolean): number {
    let cells = this.fields.length;
    let p = from;
    for (;;) {
      p = this.span.scan(bytes, p, end);
      cells++;
      if (p >= end) this.#checkEnd();
      if (p >= end && !final) return -1;
      if (bytes[p] === NEWLINE) break;
      p++;
    }
    this.ragged.push({ row: this.rows, cells });
    return p + 1;
  }

  #checkEnd(): void {
    if (!this.span.unclosed || !this.span.final) return;
    throw new TandemError("data/malformed", {
      source: this.source,
      line: this.line,
      reason: 'a quote opened in this record is never closed; close it, or give quote: "" where quotes are plain text',
    });
  }

  #rollback(): void {
    for (const field of this.fields) field.rollback(this.rows);
  }

  /** Makes room for as many rows at once. */
  expect(rows: number): void {
    if (rows > this.#capacity) this.#reserve(rows);
  }

  #grow(): void {
    this.#reserve(Math.max(1024, this.#capacity * 2));
  }

  #reserve(rows: number): void {
    this.#capacity = rows;
    for (const field of this.fields) field.reserve(this.#capacity);
  }
}
