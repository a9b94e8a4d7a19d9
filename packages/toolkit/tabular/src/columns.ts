import type { Codes, ColumnKind } from "@tandem/core";

/** Samples by column for code that knows fields by name only; any core Samples is one. */
export interface Columns {
  readonly length: number;
  readonly ids: readonly string[];
  numbers(field: string): Float64Array;
  codes(field: string): Codes;
  kind(field: string): ColumnKind | undefined;
}

/** Yes and no as categories. */
const BOOLEANS: readonly string[] = ["false", "true"];

/** A field of strings or booleans as codes; a field of nothing but missing values has no categories. */
export function categoriesOf(columns: Columns, field: string): Codes {
  if (columns.kind(field) !== "boolean") return columns.codes(field);
  return {
    codes: Int32Array.from(columns.numbers(field), (value) => (value === 1 ? 1 : value === 0 ? 0 : -1)),
    dictionary: BOOLEANS,
  };
}

/**
 * `positions.get(category)` for each row, `missing` where there is none and `unknown` where the map has none. Each
 * distinct value is looked up once, unless the dictionary is larger than the batch.
 */
export function positionsOf(
  codes: Codes,
  positions: ReadonlyMap<string, number>,
  missing: number,
  unknown: number,
): Int32Array {
  const { codes: rows, dictionary } = codes;
  const found = new Int32Array(rows.length);
  if (dictionary.length >= rows.length) {
    for (let row = 0; row < rows.length; row++) {
      const code = rows[row]!;
      found[row] = code < 0 ? missing : (positions.get(dictionary[code]!) ?? unknown);
    }
    return found;
  }
  const table = new Int32Array(dictionary.length);
  for (let code = 0; code < table.length; code++) table[code] = positions.get(dictionary[code]!) ?? unknown;
  for (let row = 0; row < rows.length; row++) found[row] = rows[row]! < 0 ? missing : table[rows[row]!]!;
  return found;
}
