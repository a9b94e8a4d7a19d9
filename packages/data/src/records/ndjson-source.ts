import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { TandemError } from "@tandem/core";
import { nameOfInput, openBytes, type ByteInput } from "../bytes.ts";
import { checkedSource } from "../checked-source.ts";
import type { Source } from "../source.ts";
import { recordBatches, type FoundRecord } from "./record-batch.ts";
import type { RecordSourceOptions } from "./record-source.ts";

export interface NdjsonOptions<D, L = never> extends RecordSourceOptions<D, L> {
  /** The longest line accepted, in bytes. Default 64 MB. */
  readonly maxLineBytes?: number;
}

/**
 * Samples from newline-delimited JSON, one record a line, blank lines passed over. Dates are ISO 8601 texts. A line
 * that is no JSON object is the failure `bad-record`, and the lines after it are read.
 */
export function ndjsonSource<D, L = never>(input: ByteInput, options: NdjsonOptions<D, L>): Source<D, L> {
  const name = options.name ?? basename(nameOfInput(input));
  const { maxLineBytes = 64 << 20 } = options;
  return checkedSource(
    { name, batches: (request) => recordBatches(parsedLines(input, name, maxLineBytes), request) },
    options,
  );
}

async function* parsedLines(
  input: ByteInput,
  name: string,
  maxLineBytes: number,
): AsyncGenerator<readonly FoundRecord[]> {
  let row = 0;
  for await (const lines of lineBlocks(input, name, maxLineBytes)) {
    const found: FoundRecord[] = [];
    for (const line of splitLines(lines)) {
      row++;
      const text = row === 1 ? withoutMark(line) : line;
      if (text === undefined) found.push({ row, value: undefined, problem: "the bytes are not UTF-8" });
      else if (text.trim() !== "") found.push(parsed(text, row));
    }
    yield found;
  }
}

function parsed(text: string, row: number): FoundRecord {
  try {
    return { row, value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      row,
      value: text.length > 200 ? `${text.slice(0, 200)}...` : text,
      problem: `it is not JSON: ${(error as Error).message}`,
    };
  }
}

/** Lines of a block; undefined in place of those that are not UTF-8. */
function splitLines(block: Buffer): readonly (string | undefined)[] {
  if (isUtf8(block)) return block.toString("utf8").split("\n");
  const lines: (string | undefined)[] = [];
  for (let from = 0; from <= block.length;) {
    const newline = block.indexOf(10, from);
    const line = block.subarray(from, newline < 0 ? block.length : newline);
    lines.push(isUtf8(line) ? line.toString("utf8") : undefined);
    if (newline < 0) break;
    from = newline + 1;
  }
  return lines;
}

function withoutMark(line: string | undefined): string | undefined {
  return line?.startsWith("\uFEFF") ? line.slice(1) : line;
}

/** Blocks of whole lines, without the newline of the last. */
async function* lineBlocks(input: ByteInput, name: string, maxLineBytes: number): AsyncGenerator<Buffer> {
  const reader = await openBytes(input);
  let block = Buffer.allocUnsafe(1 << 18);
  let filled = 0;
  try {
    for (;;) {
      const read = await reader.read(block.subarray(filled));
      const end = filled + read;
      const cut = read === 0 ? end : block.subarray(0, end).lastIndexOf(10);
      if (read === 0) {
        if (end > 0) yield block.subarray(0, end);
        return;
      }
      if (cut >= 0) yield block.subarray(0, cut);
      const rest = block.subarray(cut + 1, end);
      if (rest.length > maxLineBytes)
        throw new TandemError("data/malformed", {
          source: name,
          line: 0,
          reason: `a line is longer than ${maxLineBytes} bytes; raise maxLineBytes if it is meant to be`,
        });
      const next = rest.length > block.length / 2 ? Buffer.allocUnsafe(block.length * 2) : block;
      next.set(rest, 0);
      block = next;
      filled = rest.length;
    }
  } finally {
    await reader.close();
  }
}
