import { MISSING_BOOLEAN, MISSING_CODE, type ColumnData, type ColumnKind } from "@tandem/core";

/** A column of loose values as storage; null and undefined are missing, values of another kind must not be in it. */
export function packColumn(values: readonly unknown[], kind: ColumnKind): ColumnData {
  switch (kind) {
    case "number":
      return { kind, values: Float64Array.from(values, (value) => (typeof value === "number" ? value : NaN)) };
    case "date":
      return { kind, values: Float64Array.from(values, (value) => (value instanceof Date ? value.getTime() : NaN)) };
    case "boolean":
      return {
        kind,
        values: Uint8Array.from(values, (value) => (typeof value === "boolean" ? Number(value) : MISSING_BOOLEAN)),
      };
    case "string":
      return packTexts(values);
    case "json":
      return { kind, values: values.map((value) => value ?? null) };
  }
}

function packTexts(values: readonly unknown[]): ColumnData {
  const codes = new Int32Array(values.length);
  const dictionary: string[] = [];
  const known = new Map<string, number>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value !== "string") {
      codes[row] = MISSING_CODE;
      continue;
    }
    let code = known.get(value);
    if (code === undefined) known.set(value, (code = dictionary.push(value) - 1));
    codes[row] = code;
  }
  return { kind: "string", codes, dictionary };
}

/** The one kind of all present values: `json` where they differ, undefined where none is present. */
export function commonKind(values: readonly unknown[]): ColumnKind | undefined {
  let common: ColumnKind | undefined;
  for (const value of values) {
    const kind = kindOf(value);
    if (kind === undefined || kind === common) continue;
    if (common !== undefined) return "json";
    common = kind;
  }
  return common;
}

function kindOf(value: unknown): ColumnKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return Number.isNaN(value) ? undefined : "number";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return value instanceof Date ? "date" : "json";
}

export function isMissingAt(column: ColumnData, row: number): boolean {
  switch (column.kind) {
    case "number":
    case "date":
      return Number.isNaN(column.values[row]);
    case "string":
      return column.codes[row] === MISSING_CODE;
    case "boolean":
      return column.values[row] === MISSING_BOOLEAN;
    case "json":
      return column.values[row] === null || column.values[row] === undefined;
  }
}

export function lengthOf(column: ColumnData): number {
  return column.kind === "string" ? column.codes.length : column.values.length;
}

/** One value of a column; undefined where missing. */
export function valueOf(column: ColumnData, row: number): unknown {
  if (isMissingAt(column, row)) return undefined;
  switch (column.kind) {
    case "string":
      return column.dictionary[column.codes[row]!];
    case "boolean":
      return column.values[row] === 1;
    case "date":
      return new Date(column.values[row]!);
    default:
      return column.values[row];
  }
}
