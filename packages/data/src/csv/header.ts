import { TandemError } from "@tandem/core";
import type { CellSpan } from "./fields.ts";
import { NEWLINE, RETURN, type Window } from "./window.ts";

export interface Header {
  readonly columns: readonly string[];
  /** The line after it. */
  readonly line: number;
}

/** The names of the columns, from the first line that is not blank unless they are `given`. A byte order mark is passed over. */
export async function readHeader(
  window: Window,
  span: CellSpan,
  source: string,
  given?: readonly string[],
): Promise<Header> {
  await window.fill(1);
  while (window.end < 3 && !window.final) await window.fill(1);
  const { bytes } = window;
  if (window.end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) window.at = 3;
  const mark = window.end >= 2 ? bytes[0]! * 256 + bytes[1]! : 0;
  if (mark === 0xfffe || mark === 0xfeff) {
    const reason = `it is written in UTF-16; say so: encoding: utf-16${mark === 0xfffe ? "le" : "be"}`;
    throw new TandemError("data/malformed", { source, line: 1, reason });
  }
  if (given) return { columns: unique(given, source, 1), line: 1 };
  for (;;) {
    const header = scanHeader(window, span, source);
    if (header) return header;
    await window.fill(1);
  }
}

function scanHeader(window: Window, span: CellSpan, source: string): Header | undefined {
  const { bytes, end, final } = window;
  let at = window.at;
  let line = 1;
  for (; at < end && (bytes[at] === NEWLINE || (bytes[at] === RETURN && bytes[at + 1] === NEWLINE)); at++)
    if (bytes[at] === NEWLINE) line++;
  if (at >= end && final)
    throw new TandemError("data/malformed", {
      source,
      line: 1,
      reason: "it is empty: the first line must name the columns",
    });
  span.newlines = 0;
  const columns: string[] = [];
  for (;;) {
    at = span.scan(bytes, at, end);
    if (at >= end && !final) return undefined;
    if (span.malformed || span.unclosed)
      throw new TandemError("data/malformed", { source, line, reason: "the header's quotes do not pair" });
    columns.push(span.text);
    if (bytes[at] === NEWLINE) break;
    at++;
  }
  window.at = at + 1;
  return { columns: unique(columns, source, line), line: line + 1 + span.newlines };
}

function unique(columns: readonly string[], source: string, line: number): readonly string[] {
  const seen = new Set<string>();
  if (columns.some((column) => /\r(?!\n)/.test(column)))
    throw new TandemError("data/malformed", {
      source,
      line,
      reason: "its lines end with a carriage return alone; write it with line feeds",
    });
  for (const [index, column] of columns.entries()) {
    if (column === "")
      throw new TandemError("data/malformed", { source, line, reason: `column ${index + 1} has no name` });
    if (seen.has(column))
      throw new TandemError("data/malformed", { source, line, column, reason: "two columns have this name" });
    seen.add(column);
  }
  return columns;
}
