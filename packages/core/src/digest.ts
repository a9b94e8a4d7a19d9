import { columnLength, isAllMissing, valueAt, type ColumnData } from "./column.ts";
import { hashCodes } from "./hash-codes.ts";
import { createSha256, type Hash } from "./sha256.ts";
import { sampleTable } from "./sample-views.ts";
import type { Samples } from "./samples.ts";
import { utf8Bytes } from "./text.ts";

/**
 * SHA-256 of what samples say, whatever they are stored as: fields by name, ids, labels, weights and groups, in row
 * order. A field that every sample lacks says nothing.
 */
export function digestSamples<D>(samples: Samples<D>): string {
  const table = sampleTable(samples);
  const hash = createSha256();
  const columns = Object.entries(table.columns).sort(([a], [b]) => (a < b ? -1 : 1));
  hashStrings(hash, "ids", table.ids);
  for (const [field, column] of columns) if (!isAllMissing(column)) hashColumn(hash, `field ${field}`, column);
  if ("labels" in table) hashColumn(hash, "labels", table.labels);
  if (table.weights) hashColumn(hash, "weights", { kind: "number", values: table.weights });
  if (table.groups) hashStrings(hash, "groups", table.groups);
  return hash.digest();
}

function hashColumn(hash: Hash, title: string, column: ColumnData): void {
  switch (column.kind) {
    case "number":
    case "date": {
      hash.update(utf8Bytes(`${title}\n${column.kind}\n`));
      const { buffer, byteOffset, byteLength } = canonical(column.values);
      return void hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    case "string": {
      const texts = column.dictionary.map((text) => JSON.stringify(JSON.stringify(text)));
      hash.update(utf8Bytes(`${title}\n${column.kind}\n[`));
      hashCodes(hash, column.codes, texts, JSON.stringify("null"));
      return void hash.update(utf8Bytes("]\n"));
    }
    default: {
      const values = Array.from({ length: columnLength(column) }, (_, row) => valueAt(column, row));
      hashStrings(
        hash,
        `${title}\n${column.kind}`,
        values.map((value) => JSON.stringify(value)),
      );
    }
  }
}

/** NaN has many bit patterns and means the same in all of them; an array without any is used as it is. */
function canonical(values: Float64Array): Float64Array {
  return mayHoldNaN(values) ? values.map((value) => (Number.isNaN(value) ? NaN : value)) : values;
}

/** A sum is NaN where a term is (or where infinities meet); four at once, as one would wait for each addition. */
function mayHoldNaN(values: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const even = values.length - (values.length % 4);
  for (let row = 0; row < even; row += 4) {
    a += values[row]!;
    b += values[row + 1]!;
    c += values[row + 2]!;
    d += values[row + 3]!;
  }
  for (let row = even; row < values.length; row++) a += values[row]!;
  return Number.isNaN(a + b + c + d);
}

function hashStrings(hash: Hash, title: string, values: readonly string[]): void {
  hash.update(utf8Bytes(`${title}\n${JSON.stringify(values)}\n`));
}
