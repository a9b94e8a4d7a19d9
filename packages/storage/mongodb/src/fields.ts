import { rowKey, TandemError, type Json, type Row, type TableColumnType, type TableLayout } from "@tandem/core";
import type { Held } from "./connection.ts";
import { heldValue, valueOf } from "./values.ts";

/** A column as a document's field: dots, dollars and `_id` mean something to MongoDB, so they are percent-encoded. */
export function fieldOf(column: string): string {
  if (column === "_id") return "%5Fid";
  return column.replace(/[%.$\0]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function columnOfField(field: string): string {
  return field.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A row as a document: each field under its own name, timestamps as dates, missing values left out. */
export function documentOf(layout: TableLayout, row: Row): Held {
  const document: Record<string, unknown> & { _id: string } = { _id: rowKey(layout, row) };
  for (const [column, value] of Object.entries(row)) {
    if (value === null || value === undefined) continue;
    document[fieldOf(column)] = heldCell(layout, column, value);
  }
  return document;
}

/** The row that a document holds: all columns, null where they are missing, and whatever else was written. */
export function rowOf(layout: TableLayout, { _id, ...fields }: Held): Row {
  const row: Record<string, Json> = Object.fromEntries(Object.keys(layout.columns).map((column) => [column, null]));
  for (const [field, held] of Object.entries(fields)) row[columnOfField(field)] = valueOf(held);
  return row;
}

export function heldCell(layout: TableLayout, column: string, value: Json): unknown {
  const type: TableColumnType | undefined = Object.hasOwn(layout.columns, column)
    ? layout.columns[column]!.type
    : undefined;
  if (type === "timestamp" && typeof value === "string") return dateOf(column, value);
  return heldValue(value);
}

function dateOf(column: string, text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new TandemError("storage/unsupported", {
    technology: "mongodb",
    what: `hold "${text}" in the timestamp column ${column}: it is no ISO 8601 date`,
  });
}
