import { TandemError, type DenseMatrix, type Samples, type SparseMatrix } from "@tandem/core";
import type { BlockEncoder } from "./block.ts";
import type { Columns } from "./columns.ts";
import { dateEncoder } from "./dates.ts";
import type { Block, Encoding } from "./encoding.ts";
import { numberEncoder } from "./numbers.ts";
import { joinBlocks, rowsOf } from "./join-blocks.ts";
import { oneHotEncoder } from "./one-hot.ts";
import { ordinalEncoder } from "./ordinal.ts";
import { textEncoder } from "./text.ts";

interface Encoder {
  readonly names: readonly string[];
  readonly blocks: readonly { readonly encoder: BlockEncoder; readonly at: number }[];
}

/** Look-up tables are built once per learned state, so that encoding one row costs microseconds. */
const compiled = new WeakMap<Encoding, Encoder>();

/**
 * Samples as a dense matrix by what was learned; column names tell field and category (`contract=monthly`).
 * @throws TandemError `tabular/unknown-category`, `tabular/bad-date` where the spec asks for it.
 */
export function encode<D>(samples: Samples<D>, encoding: Encoding): DenseMatrix {
  const { names, blocks } = encoderOf(encoding);
  const columns = samples as unknown as Columns;
  const data = new Float64Array(samples.length * names.length);
  const atOnce = Math.max(64, Math.floor(AT_ONCE / (8 * names.length)));
  const inParts = samples.length > atOnce;
  for (const { encoder, at } of blocks) if (!inParts || !encoder.part) encoder.write(columns, data, names.length, at);
  if (inParts) writeInParts(blocks, columns, data, names.length, atOnce);
  return { rows: samples.length, columns: names.length, data, names };
}

/** Bytes of the matrix that are written before the next are begun: as many as the second-level cache holds beside what is read. */
const AT_ONCE = 1 << 18;

/** Columns that are written one after the other bring every row of a large matrix from memory and back for each of them. */
function writeInParts(
  blocks: Encoder["blocks"],
  columns: Columns,
  out: Float64Array,
  stride: number,
  rows: number,
): void {
  const parts = blocks.flatMap(({ encoder, at }) => (encoder.part ? { write: encoder.part(columns), at } : []));
  for (let from = 0; from < columns.length; from += rows) {
    const to = Math.min(from + rows, columns.length);
    for (const { write, at } of parts) write(out, stride, at, from, to);
  }
}

/** {@link encode} as sparse rows: for text and for fields of many categories. */
export function encodeSparse<D>(samples: Samples<D>, encoding: Encoding): SparseMatrix {
  const { names, blocks } = encoderOf(encoding);
  const columns = samples as unknown as Columns;
  return {
    rows: samples.length,
    columns: names.length,
    ...joinBlocks(
      samples.length,
      blocks.map(({ encoder, at }) => rowsOf(encoder, columns, at)),
    ),
    names,
  };
}

/** The names of the columns that `encode` gives. */
export function columnNames(encoding: Encoding): readonly string[] {
  return encoderOf(encoding).names;
}

function encoderOf(encoding: Encoding): Encoder {
  let encoder = compiled.get(encoding);
  if (!encoder) compiled.set(encoding, (encoder = compile(encoding)));
  return encoder;
}

function compile(encoding: Encoding): Encoder {
  if ((encoding.version as number) !== 1)
    throw new TandemError("tabular/malformed", { reason: `its version is ${String(encoding.version)}, not 1` });
  const names: string[] = [];
  const blocks = encoding.blocks.map((block) => {
    const encoder = blockEncoder(block);
    const at = names.length;
    for (const name of encoder.names) names.push(name);
    return { encoder, at };
  });
  return { names, blocks };
}

function blockEncoder(block: Block): BlockEncoder {
  switch (block.kind) {
    case "number":
      return numberEncoder(block);
    case "one-hot":
      return oneHotEncoder(block);
    case "ordinal":
      return ordinalEncoder(block);
    case "date":
      return dateEncoder(block);
    case "text":
      return textEncoder(block);
  }
}
