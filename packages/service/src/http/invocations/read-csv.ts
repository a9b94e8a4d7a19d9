import { TandemError } from "@tandem/core";
import type { TensorField, TensorLayout } from "../oip/fields.ts";
import { parseJson } from "../security/parse-json.ts";

const bad = (reason: string) => new TandemError("service/bad-request", { reason });

/** Rows of a CSV with a header (RFC 4180), each cell read as its field's kind; an empty cell is missing. @throws TandemError `service/bad-request` */
export function rowsOfCsv(text: string, layout: TensorLayout): unknown[] {
  if (!layout.record) throw bad("this endpoint takes no records, so it cannot take CSV");
  const [header, ...lines] = recordsOf(text.replace(/^\uFEFF/, ""));
  if (!header) throw bad("the CSV has no header");
  if (new Set(header).size < header.length) throw bad("the CSV has a column twice");
  const known = new Map(layout.fields.map((field) => [field.name, field]));
  if (!header.some((name) => known.has(name)))
    throw bad(`no column of the CSV is a field; fields are ${[...known.keys()].join(", ")}`);
  return lines.map((cells, i) => {
    if (cells.length !== header.length)
      throw bad(`row ${i} of the CSV has ${cells.length} cells for ${header.length} columns`);
    const entries = header.flatMap((name, column) => {
      const [field, cell] = [known.get(name), cells[column]!];
      if (cell !== "") return [[name, valueOf(field, cell, i)] as const];
      return field?.nullable ? [[name, null] as const] : [];
    });
    return Object.fromEntries(entries);
  });
}

/** Quotes that are not closed are an error; a line without any cell is none. */
function recordsOf(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found)
      throw bad(`the CSV cannot be read from character ${at} on: a quote is not closed or stands within text`);
    const [, quoted, plain, end] = found;
    record.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === ",") {
      if (cell.lastIndex === text.length) record.push("");
      else continue;
    }
    if (record.length > 1 || record[0] !== "" || quoted !== undefined) records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}

function valueOf(field: TensorField | undefined, cell: string, row: number): unknown {
  const wrong = (what: string) => bad(`"${cell.slice(0, 40)}" in row ${row}, column ${field!.name}, is no ${what}`);
  switch (field?.kind) {
    case "number":
    case "integer":
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) || !Number.isFinite(Number(cell)))
        throw wrong("number");
      return Number(cell);
    case "boolean":
      if (!/^(true|false)$/i.test(cell)) throw wrong("true or false");
      return cell.toLowerCase() === "true";
    case "vector":
    case "json":
      return parseJson(cell);
    case "string":
    case undefined:
      return cell;
  }
}
