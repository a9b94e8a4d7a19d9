import { TandemError, type ColumnData, type ColumnKind } from "@tandem/core";
import type { Frame } from "./danfo.ts";

/**
 * A frame's column as storage. Without a kind the values tell: numbers, booleans, dates (Date objects) or strings; a
 * column of missing values goes by its dtype. Numbers keep the 64 bits that danfojs holds, whatever its dtype says.
 * @throws TandemError `frame/no-such-column`, `frame/wrong-value`
 */
export function columnData(frame: Frame, column: string, kind?: ColumnKind): ColumnData {
  const { values, dtype } = cellsOf(frame, column);
  const known = kind ?? kindOf(values, dtype);
  const read = (value: unknown, row: number, expected: string, test: (value: unknown) => boolean) => {
    if (test(value)) return value;
    throw new TandemError("frame/wrong-value", { column, row, expected, found: shown(value) });
  };
  const numbers = (of: (value: unknown, row: number) => number) =>
    Float64Array.from(values, (value, row) => (isMissing(value) ? NaN : of(value, row)));
  switch (known) {
    case "number":
      return { kind: known, values: numbers((value, row) => read(value, row, "a number", isNumber) as number) };
    case "date":
      return {
        kind: known,
        values: numbers((value, row) => timeOf(value) ?? (read(value, row, "a date", () => false) as never)),
      };
    case "boolean": {
      const bits = values.map((value, row) =>
        isMissing(value) ? 255 : Number(read(value, row, "a boolean", isBoolean)),
      );
      return { kind: known, values: Uint8Array.from(bits) };
    }
    case "string":
      return {
        kind: known,
        ...coded(
          values.map((value, row) => (isMissing(value) ? null : (read(value, row, "a string", isString) as string))),
        ),
      };
    case "json":
      return { kind: known, values: values.map((value) => (isMissing(value) ? null : value)) };
  }
}

export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

export function cellsOf(frame: Frame, column: string): { readonly values: readonly unknown[]; readonly dtype: string } {
  const place = frame.columns.indexOf(column);
  if (place < 0) throw new TandemError("frame/no-such-column", { column, known: frame.columns });
  // danfojs' own column() fails where the first value is undefined and turns objects into text
  return { values: (frame.values as unknown[][]).map((row) => row[place]), dtype: frame.dtypes[place]! };
}

function kindOf(values: readonly unknown[], dtype: string): ColumnKind {
  const first = values.find((value) => !isMissing(value));
  if (first instanceof Date) return "date";
  if (typeof first === "object") return "json";
  if (first !== undefined)
    return typeof first === "boolean" ? "boolean" : typeof first === "number" ? "number" : "string";
  return dtype === "string" ? "string" : dtype === "boolean" ? "boolean" : "number";
}

function coded(values: readonly (string | null)[]): {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
} {
  const places = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { codes, dictionary: [...places.keys()] };
}

function timeOf(value: unknown): number | undefined {
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === "number"
        ? value
        : typeof value === "string"
          ? Date.parse(value)
          : NaN;
  return Number.isNaN(time) ? undefined : time;
}

const isNumber = (value: unknown) => typeof value === "number";
const isBoolean = (value: unknown) => typeof value === "boolean";
const isString = (value: unknown) => typeof value === "string";

function shown(value: unknown): string {
  return typeof value === "object" ? "an object" : `the ${typeof value} ${String(value)}`;
}
