/** What a column holds; it decides how missing values look: NaN in numbers, null in the rest. */
export type ColumnKind = "number" | "string" | "boolean" | "date" | "json";

/** A column as storage: typed arrays that can cross threads, and a dictionary for strings. */
export type ColumnData =
  | { readonly kind: "number"; readonly values: Float64Array } // NaN where missing
  | { readonly kind: "string"; readonly codes: Int32Array; readonly dictionary: readonly string[] } // -1 where missing
  | { readonly kind: "boolean"; readonly values: Uint8Array } // 0, 1, or 255 where missing
  | { readonly kind: "date"; readonly values: Float64Array } // epoch milliseconds, NaN where missing
  | { readonly kind: "json"; readonly values: readonly unknown[] }; // null where missing

/** A string column as integers: `dictionary[codes[row]]`, -1 where missing. Dictionary entries may be unused. */
export interface Codes {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** Numbers come as Float64Array with NaN where missing; strings and the rest as arrays with null where missing. */
export type Column<T> = [T] extends [never]
  ? readonly never[]
  : [Exclude<T, null | undefined>] extends [number]
    ? Float64Array
    : readonly (Exclude<T, undefined> | null)[];

/** Known outcomes: like {@link Column}, but none is missing. */
export type Labels<L> = [L] extends [never] ? readonly never[] : [L] extends [number] ? Float64Array : readonly L[];

/** Field names of a record, over all members of a union. */
export type Keys<D> = D extends unknown ? keyof D & string : never;

/** The type of field `K`, `undefined` for members of a union that lack it. */
export type At<D, K extends string> = D extends unknown ? (K extends keyof D ? D[K] : undefined) : never;

/** Names of the fields whose values are numbers (or missing). */
export type NumberKeys<D> = {
  [K in Keys<D>]: [Exclude<At<D, K>, null | undefined>] extends [number] ? K : never;
}[Keys<D>];

/** Names of the fields whose values are strings (or missing). */
export type StringKeys<D> = {
  [K in Keys<D>]: [Exclude<At<D, K>, null | undefined>] extends [string] ? K : never;
}[Keys<D>];

export const MISSING_CODE = -1;
export const MISSING_BOOLEAN = 255;

export function columnLength(column: ColumnData): number {
  return column.kind === "string" ? column.codes.length : column.values.length;
}

/** A column of `length` missing values. */
export function missingColumn(kind: ColumnKind, length: number): ColumnData {
  switch (kind) {
    case "number":
    case "date":
      return { kind, values: new Float64Array(length).fill(NaN) };
    case "string":
      return { kind, codes: new Int32Array(length).fill(MISSING_CODE), dictionary: [] };
    case "boolean":
      return { kind, values: new Uint8Array(length).fill(MISSING_BOOLEAN) };
    case "json":
      return { kind, values: new Array<null>(length).fill(null) };
  }
}

export function isAllMissing(column: ColumnData): boolean {
  switch (column.kind) {
    case "number":
    case "date":
      return column.values.every((value) => Number.isNaN(value));
    case "string":
      return column.codes.every((code) => code === MISSING_CODE);
    case "boolean":
      return column.values.every((value) => value === MISSING_BOOLEAN);
    case "json":
      return column.values.every((value) => value === null || value === undefined);
  }
}

/** The rows `rows` of a column, copied. */
export function takeRows(column: ColumnData, rows: ArrayLike<number>): ColumnData {
  switch (column.kind) {
    case "number":
    case "date":
      return { kind: column.kind, values: gather(column.values, rows, new Float64Array(rows.length)) };
    case "boolean":
      return { kind: "boolean", values: gather(column.values, rows, new Uint8Array(rows.length)) };
    case "string":
      return {
        kind: "string",
        codes: gather(column.codes, rows, new Int32Array(rows.length)),
        dictionary: column.dictionary,
      };
    case "json":
      return { kind: "json", values: gather(column.values, rows, new Array<unknown>(rows.length)) };
  }
}

function gather<V, T extends { [row: number]: V }>(values: ArrayLike<V>, rows: ArrayLike<number>, into: T): T {
  for (let i = 0; i < rows.length; i++) into[i] = values[rows[i]!]!;
  return into;
}

/** One value of a column as it appears in a row: NaN or null where missing. */
export function valueAt(column: ColumnData, row: number): unknown {
  switch (column.kind) {
    case "number":
      return column.values[row];
    case "string":
      return column.dictionary[column.codes[row]!] ?? null;
    case "boolean": {
      const value = column.values[row]!;
      return value === MISSING_BOOLEAN ? null : value === 1;
    }
    case "date": {
      const time = column.values[row]!;
      return Number.isNaN(time) ? null : new Date(time);
    }
    case "json":
      return column.values[row] ?? null;
  }
}

/** The column as {@link Column} gives it to users. */
export function readable(column: ColumnData): Float64Array | readonly unknown[] {
  if (column.kind === "number") return column.values;
  const values = new Array<unknown>(columnLength(column));
  if (column.kind === "string")
    for (let row = 0; row < values.length; row++) values[row] = column.dictionary[column.codes[row]!] ?? null;
  else for (let row = 0; row < values.length; row++) values[row] = valueAt(column, row);
  return values;
}

/** What kind of column a single value belongs to; undefined for a missing one. */
export function kindOfValue(value: unknown): ColumnKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return value instanceof Date ? "date" : "json";
}
