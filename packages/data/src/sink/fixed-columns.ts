import { TandemError } from "@tandem/core";
import type { SinkBatch, SinkColumn } from "./sink-batch.ts";

/** Rows in the order of the first batch's columns, for formats whose columns are settled at the start. */
export class FixedColumns {
  constructor(
    private readonly target: string,
    readonly columns: readonly SinkColumn[],
  ) {}

  /** Where each settled column is in the batch; -1 where the batch lacks it: its values are missing then. */
  placesIn(batch: SinkBatch): readonly number[] {
    const known = new Set(this.columns.map(({ name }) => name));
    const late = batch.columns.find(({ name }) => !known.has(name));
    if (late) throw new TandemError("data/late-column", { target: this.target, column: late.name });
    return this.columns.map(({ name }) => batch.columns.findIndex((column) => column.name === name));
  }
}

/** The value where the column's kind holds it; text columns take anything as text. */
export function asKind(target: string, { name, kind }: SinkColumn, value: unknown): unknown {
  if (value === undefined || value === null || kind === "json") return value;
  if (kind === "string")
    return typeof value === "string"
      ? value
      : value instanceof Date
        ? value.toISOString()
        : typeof value === "object"
          ? jsonText(value)
          : String(value);
  const fits = kind === "date" ? value instanceof Date : typeof value === kind;
  if (!fits) throw new TandemError("data/mixed-column", { target, column: name, expected: kind, found: typeof value });
  return value;
}

/** JSON with what it has no words for as text or null; unlike `JSON.stringify` it keeps the sign of -0. */
export function jsonText(value: unknown): string {
  if (typeof value === "number") return !Number.isFinite(value) ? "null" : Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return jsonText(value.toJSON());
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${jsonText(one)}`).join(",")}}`;
}
