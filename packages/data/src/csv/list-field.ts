import type { BadCell, CellSpan, FieldReader } from "./fields.ts";
import { TextArena } from "./text-arena.ts";

/** A column of texts that are all different, as ids are: a list without a dictionary. */
export class ListField implements FieldReader {
  readonly bad: BadCell[] = [];
  readonly texts = new TextArena();

  constructor(private readonly span: CellSpan) {}

  read(bytes: Buffer, from: number, end: number, row: number): number {
    const next = this.span.scan(bytes, from, end);
    if (this.texts.length > row) this.texts.length = row;
    this.texts.append(this.span.bytes, this.span.from, this.span.to);
    if (this.span.malformed) this.bad.push({ row, reason: "bad-quotes", text: this.span.text });
    return next;
  }
  skip(row: number): void {
    this.texts.length = row;
    this.texts.append(Buffer.alloc(0), 0, 0);
  }
  reserve(): void {}
  rollback(row: number): void {
    if (this.texts.length > row) this.texts.length = row;
    while (this.bad.length > 0 && this.bad[this.bad.length - 1]!.row >= row) this.bad.pop();
  }
}

/** A cell that nobody asked for: passed over. */
export class SkippedField implements FieldReader {
  constructor(private readonly span: CellSpan) {}
  read(bytes: Buffer, from: number, end: number): number {
    return this.span.scan(bytes, from, end);
  }
  skip(): void {}
  reserve(): void {}
  rollback(): void {}
}
