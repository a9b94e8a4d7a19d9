import { TandemError } from "@tandem/core";
import type { ByteReader } from "../bytes.ts";

export const NEWLINE = 10;
export const RETURN = 13;

/** A cut-off record is read again from its start with every fill: past this length the fills are as big as can be. */
const LONG = 1 << 19;

/**
 * The part of a file that is in memory. `bytes[end]` is always a newline that is not part of the file, so that loops
 * over a field need no check of bounds: a field that ends at `end` is whole only when `final`.
 */
export class Window {
  bytes: Buffer;
  /** The next byte to read. */
  at = 0;
  end = 0;
  final = false;

  constructor(
    private readonly reader: ByteReader,
    private readonly source: string,
    private readonly maxRecordBytes = 64 << 20,
    size = 1 << 20,
  ) {
    this.bytes = Buffer.allocUnsafe(size + 1);
    this.bytes[0] = NEWLINE;
  }

  /** Reads on, keeping what was not consumed; the window doubles where that fills it. `line` is that of what is kept. */
  async fill(line: number): Promise<void> {
    const rest = this.end - this.at;
    if (rest > this.maxRecordBytes)
      throw new TandemError("data/malformed", {
        source: this.source,
        line,
        reason: `a record is longer than ${this.maxRecordBytes} bytes: look for a quote that is never closed, or raise maxRecordBytes`,
      });
    const room = this.bytes.length - 1;
    const target = rest > room / 2 ? Buffer.allocUnsafe(room * 2 + 1) : this.bytes;
    this.bytes.copy(target, 0, this.at, this.end);
    this.bytes = target;
    this.at = 0;
    this.end = rest;
    do {
      const read = await this.reader.read(target.subarray(this.end, target.length - 1));
      this.end += read;
      this.final = read === 0;
    } while (rest > LONG && !this.final && this.end < target.length - 1);
    target[this.end] = NEWLINE;
  }
}
