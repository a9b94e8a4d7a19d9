import { kindOfValue, MISSING_BOOLEAN, MISSING_CODE, type ColumnData, type ColumnKind } from "./column.ts";
import { TandemError } from "./errors.ts";
import type { Sample } from "./samples.ts";

type Row = Sample<Record<string, unknown>>;

/**
 * One field of row objects as a column.
 * @throws TandemError `samples/wrong-type` at the first value of another kind.
 */
export function extractColumn(samples: readonly Sample<unknown>[], field: string, kind: ColumnKind): ColumnData {
  const rows = ownRows(samples, field);
  switch (kind) {
    case "number":
      return { kind, values: numbersFrom(rows, field) };
    case "date":
      return { kind, values: datesFrom(rows, field) };
    case "boolean":
      return { kind, values: booleansFrom(rows, field) };
    case "string":
      return { kind, ...codesFrom(rows, field) };
    case "json": {
      const values = new Array<unknown>(rows.length);
      for (let row = 0; row < rows.length; row++) values[row] = rows[row]!.data[field] ?? null;
      return { kind, values };
    }
  }
}

/** The first value of a field that is not missing, and whether any row has the field at all. */
export function firstValue(
  samples: readonly Sample<unknown>[],
  field: string,
): { readonly value: unknown; readonly known: boolean } {
  const rows = ownRows(samples, field);
  let known = false;
  for (const { data } of rows) {
    const value = data[field];
    if (value !== null && value !== undefined) return { value, known: true };
    known ||= value === null;
  }
  return { value: undefined, known };
}

/** Rows whose field can be read plainly: where it is named like something every object inherits, only the field itself is kept. */
function ownRows(samples: readonly Sample<unknown>[], field: string): readonly Row[] {
  if (!(field in Object.prototype)) return samples as readonly Row[];
  return (samples as readonly Row[]).map(({ id, data }) => ({
    id,
    data: { [field]: Object.hasOwn(data, field) ? data[field] : undefined },
  }));
}

function numbersFrom(rows: readonly Row[], field: string): Float64Array {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]!.data[field];
    if (typeof value === "number") values[row] = value;
    else values[row] = value === null || value === undefined ? NaN : refuse(rows[row]!, field, "number");
  }
  return values;
}

function datesFrom(rows: readonly Row[], field: string): Float64Array {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]!.data[field];
    if (value instanceof Date) values[row] = value.getTime();
    else if (typeof value === "number") values[row] = value;
    else values[row] = value === null || value === undefined ? NaN : refuse(rows[row]!, field, "date");
  }
  return values;
}

function booleansFrom(rows: readonly Row[], field: string): Uint8Array {
  const values = new Uint8Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]!.data[field];
    if (typeof value === "boolean") values[row] = value ? 1 : 0;
    else values[row] = value === null || value === undefined ? MISSING_BOOLEAN : refuse(rows[row]!, field, "boolean");
  }
  return values;
}

function codesFrom(
  rows: readonly Row[],
  field: string,
): { readonly codes: Int32Array; readonly dictionary: readonly string[] } {
  const codes = new Int32Array(rows.length);
  const dictionary: string[] = [];
  const known = new Map<string, number>();
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]!.data[field];
    if (typeof value === "string") {
      let code = known.get(value);
      if (code === undefined) known.set(value, (code = dictionary.push(value) - 1));
      codes[row] = code;
    } else codes[row] = value === null || value === undefined ? MISSING_CODE : refuse(rows[row]!, field, "string");
  }
  return { codes, dictionary };
}

function refuse({ id, data }: Row, field: string, expected: ColumnKind): never {
  const value = data[field];
  const kind = kindOfValue(value);
  const found =
    kind === "json"
      ? Array.isArray(value)
        ? "an array"
        : `an ${typeof value}`
      : `the ${kind} ${JSON.stringify(value)}`;
  throw new TandemError("samples/wrong-type", { field, id, expected: `a ${expected}`, found });
}
