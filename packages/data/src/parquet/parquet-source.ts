import { open } from "node:fs/promises";
import { basename } from "node:path";
import { TandemError } from "@tandem/core";
import { nameOfInput, readAllBytes, type ByteInput } from "../bytes.ts";
import { checkedSource } from "../checked-source.ts";
import type { RawBatch, ReadRequest } from "../raw-batch.ts";
import { missingColumns, type RecordOptions } from "../read-plan.ts";
import { batchOfTable } from "../records/table-batch.ts";
import type { Source } from "../source.ts";
import { notFound } from "../not-found.ts";

export interface ParquetOptions<D, L = never> extends RecordOptions<D, L> {
  /** What errors and row ids call the source; by default the file's name. */
  readonly name?: string;
}

/**
 * Samples from a Parquet file, by columns, a row group in memory at a time; a stream is read whole first. All common
 * compressions are read (snappy, gzip, zstd, brotli, lz4). Integers of 64 bits become numbers where exact.
 */
export function parquetSource<D, L = never>(input: ByteInput, options: ParquetOptions<D, L>): Source<D, L> {
  const name = options.name ?? basename(nameOfInput(input));
  return checkedSource({ name, batches: (request) => rowGroups(input, name, request) }, options);
}

async function* rowGroups(
  input: ByteInput,
  source: string,
  { plan, batchRows, signal }: ReadRequest,
): AsyncGenerator<RawBatch> {
  const [{ parquetMetadataAsync, parquetScan }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = await openRanges(input);
  try {
    const metadata = await orMalformed(source, () => parquetMetadataAsync(file));
    const top = topLevel(metadata.schema);
    const known = top.map(({ name }) => name);
    const missing = missingColumns(plan, known);
    if (missing.length > 0) throw new TandemError("data/missing-column", { source, missing, known });
    const wanted = known.filter((name) => !plan.ignored.has(name));
    const scales = decimalScales(top);
    let first = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const scan = await orMalformed(source, () =>
        parquetScan({ file, metadata, compressors, rowStart: first, rowEnd: first + rows }),
      );
      const columns = new Map<string, ArrayLike<unknown>>();
      for (const column of wanted) {
        signal?.throwIfAborted();
        const range = { column, rowStart: first, rowEnd: first + rows };
        const values = await orMalformed(source, () => scan.readColumn(range));
        columns.set(column, asWritten(values, scales.get(column)));
      }
      for (let from = 0; from < rows; from += batchRows) {
        const to = Math.min(rows, from + batchRows);
        const part = new Map(
          [...columns].map(([name, values]) => [name, Array.prototype.slice.call(values, from, to) as unknown[]]),
        );
        yield batchOfTable({ length: to - from, columns: part, firstRow: first + from + 1 }, plan);
      }
      first += rows;
    }
  } finally {
    await file.close();
  }
}

async function orMalformed<T>(source: string, read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new TandemError(
      "data/malformed",
      { source, line: 0, reason: `it cannot be read as Parquet: ${(cause as Error).message}; write it again` },
      { cause },
    );
  }
}

interface SchemaNode {
  readonly name: string;
  readonly num_children?: number | undefined;
  readonly converted_type?: string | undefined;
  readonly scale?: number | undefined;
}

/** Digits after the point of each column of decimals. */
function decimalScales(columns: readonly SchemaNode[]): ReadonlyMap<string, number> {
  return new Map(
    columns.flatMap(({ name, converted_type: type, scale = 0 }) =>
      type === "DECIMAL" && scale > 0 && scale <= 22 ? [[name, scale] as const] : [],
    ),
  );
}

/** The reader multiplies by 10^-scale, which is no exact number: 99.99 comes as 99.99000000000001. Dividing is right. */
function asWritten(values: ArrayLike<unknown>, scale: number | undefined): ArrayLike<unknown> {
  if (scale === undefined) return values;
  const unit = 10 ** scale;
  return Array.from(values, (value) => {
    const whole = typeof value === "number" ? Math.round(value * unit) : NaN;
    return Number.isSafeInteger(whole) ? whole / unit : value;
  });
}

/** The columns: the first element is the root, nested ones follow their parent. */
function topLevel(schema: readonly SchemaNode[]): SchemaNode[] {
  const columns: SchemaNode[] = [];
  const subtree = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) next = subtree(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = subtree(at)) columns.push(schema[at]!);
  return columns;
}

interface Ranges {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

async function openRanges(input: ByteInput): Promise<Ranges> {
  if (typeof input === "string" || input instanceof URL) return openFileRanges(nameOfInput(input));
  const bytes = await readAllBytes(input);
  return {
    byteLength: bytes.length,
    slice: async (start, end) => Uint8Array.from(bytes.subarray(start, end)).buffer,
    close: async () => {},
  };
}

async function openFileRanges(path: string): Promise<Ranges> {
  try {
    const handle = await open(path, "r");
    const { size } = await handle.stat();
    const slice = async (start: number, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      for (let at = 0; at < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error("the file is shorter than it was");
        at += bytesRead;
      }
      return bytes.buffer;
    };
    return { byteLength: size, slice, close: () => handle.close() };
  } catch (cause) {
    throw notFound(path, cause);
  }
}
