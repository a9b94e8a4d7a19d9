import { MISSING_CODE, type ColumnData } from "@tandem/core";
import type { CellFailure } from "../check/cell-failure.ts";
import { packColumn } from "../check/columns.ts";
import { nameOfKind, parseText } from "../check/parse-text.ts";
import { typeTexts } from "../check/type-columns.ts";
import type { ReadPlan } from "../read-plan.ts";
import type { FieldPlan } from "../schema/plan.ts";
import type { BadCell, CellSpan, FieldReader } from "./fields.ts";
import { ListField, SkippedField } from "./list-field.ts";
import { NumberField } from "./number-field.ts";
import { TextField } from "./text-field.ts";

/** What a column of the file is for. */
export type Role = "id" | "field" | "label" | "weight" | "group" | "unknown" | "ignored";

export interface CsvColumn {
  readonly name: string;
  readonly role: Role;
  readonly plan: FieldPlan | undefined;
}

export function rolesOf(header: readonly string[], plan: ReadPlan): readonly CsvColumn[] {
  return header.map((name) => {
    if (name === plan.id) return { name, role: "id", plan: plan.declared.get(name) };
    if (name === plan.label?.field) return { name, role: "label", plan: plan.label };
    if (name === plan.weight?.field) return { name, role: "weight", plan: plan.weight };
    if (name === plan.group?.field) return { name, role: "group", plan: plan.group };
    if (plan.ignored.has(name)) return { name, role: "ignored", plan: undefined };
    const declared = plan.declared.get(name);
    return { name, role: declared ? "field" : "unknown", plan: declared };
  });
}

export interface CellOptions {
  readonly span: CellSpan;
  readonly missing: ReadonlySet<string>;
  readonly lenient: boolean;
}

export function fieldReader(
  { role, plan }: CsvColumn,
  { span, missing, lenient }: CellOptions,
  capacity: number,
): FieldReader {
  if (role === "id") return new ListField(span);
  if (role === "ignored") return new SkippedField(span);
  if (plan?.kind === "number") return new NumberField(span, missing, lenient, new Float64Array(capacity));
  return new TextField(span, new Int32Array(capacity));
}

/** What was read into a column, typed by its plan. */
export function finishColumn(
  column: CsvColumn,
  reader: FieldReader,
  rows: number,
  options: CellOptions,
  into: CellFailure[],
): ColumnData | undefined {
  const { name, plan } = column;
  if (reader instanceof NumberField) {
    badCells(reader.bad, name, nameOfKind("number"), into);
    return { kind: "number", values: reader.values.subarray(0, rows) };
  }
  if (!(reader instanceof TextField)) return undefined;
  badCells(reader.bad, name, "text", into);
  const texts = decodedTexts(reader, rows, name, options.missing, into);
  if (!plan) return { kind: "string", ...texts };
  const { column: typed, failures } = typeTexts(texts, plan, options.lenient);
  for (const failure of failures) into.push(failure);
  return typed;
}

/** The ids that were read, and the column of that name where the schema declares it too. */
export function finishIds(
  column: CsvColumn,
  reader: ListField,
  rows: number,
  { lenient }: CellOptions,
  into: CellFailure[],
): { ids: (string | undefined)[]; field: ColumnData | undefined } {
  const ids = reader.texts.strings().slice(0, rows);
  badCells(reader.bad, column.name, "text", into);
  ids.forEach((id, row) => {
    if (id === undefined)
      into.push({ row, reason: "bad-encoding", column: column.name, message: "the bytes are not UTF-8" });
  });
  const { plan } = column;
  if (!plan) return { ids, field: undefined };
  const values = ids.map((id, row) => {
    const value = id === undefined || id === "" ? undefined : parseText(id, plan.kind, lenient);
    if (id && value === undefined)
      into.push({
        row,
        reason: "wrong-type",
        column: column.name,
        value: id,
        message: `expected ${nameOfKind(plan.kind)}`,
      });
    return value;
  });
  return {
    ids,
    field: packColumn(values, plan.kind === undefined ? "string" : plan.kind === "bigint" ? "json" : plan.kind),
  };
}

function badCells(bad: readonly BadCell[], column: string, expected: string, into: CellFailure[]): void {
  for (const { row, reason, text } of bad)
    into.push({
      row,
      reason,
      column,
      value: text,
      message:
        reason === "bad-quotes"
          ? "text follows the closing quote; double quotes within quotes"
          : `expected ${expected}`,
    });
}

/** Codes and dictionary with missing tokens and what is not UTF-8 taken out. */
function decodedTexts(
  reader: TextField,
  rows: number,
  name: string,
  missing: ReadonlySet<string>,
  into: CellFailure[],
) {
  const decoded = reader.dictionary.texts();
  const codes = reader.codes.subarray(0, rows);
  const broken = decoded.includes(undefined);
  const dropped = Uint8Array.from(decoded, (text) =>
    text === undefined || (text !== "" && missing.has(text)) ? 1 : 0,
  );
  if (dropped.includes(1))
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!;
      if (code < 0 || dropped[code] === 0) continue;
      if (broken && decoded[code] === undefined)
        into.push({
          row,
          reason: "bad-encoding",
          column: name,
          message: "the bytes are not UTF-8; give the file's encoding",
        });
      codes[row] = MISSING_CODE;
    }
  return { codes, dictionary: decoded.map((text) => text ?? "") };
}
