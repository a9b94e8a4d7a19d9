import { MISSING_CODE, type ColumnData } from "@tandem/core";
import type { FieldPlan } from "../schema/plan.ts";
import { missingFailure, wrongType, type CellFailure, type CheckedColumn } from "./cell-failure.ts";
import { commonKind, packColumn } from "./columns.ts";
import { nameOfKind, parseText } from "./parse-text.ts";

/** Texts as codes into their dictionary, as a text file's column is read. */
export interface TextColumn {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** A column of texts as the plan's kind; each distinct text is read once. */
export function typeTexts(
  { codes, dictionary }: TextColumn,
  plan: FieldPlan,
  lenient: boolean,
): CheckedColumn<ColumnData> {
  const { field, kind } = plan;
  if (kind === undefined || kind === "string") return { column: { kind: "string", codes, dictionary }, failures: [] };
  const parsed = dictionary.map((text) => parseText(text, kind, lenient));
  const failures: CellFailure[] = [];
  const values = Array.from(codes, (code, row) => {
    if (code === MISSING_CODE) return null;
    if (parsed[code] === undefined) failures.push(wrongType(row, field, dictionary[code], nameOfKind(kind)));
    return parsed[code];
  });
  return { column: packColumn(values, kind === "bigint" ? "json" : kind), failures };
}

/**
 * Loose values as the plan's kind. Where `exact`, absent and null are told apart as the schema tells them apart, else
 * both just mean that there is no value (a table's null).
 */
export function typeValues(
  values: readonly unknown[],
  plan: FieldPlan,
  lenient: boolean,
  exact: boolean,
): CheckedColumn<ColumnData> {
  const { field, kind } = plan;
  if (exact && plan.own)
    return { column: { kind: "json", values: values.map((value) => asFits(value, plan, lenient)) }, failures: [] };
  if (exact && plan.deferred) return { column: deferredColumn(values, plan, lenient), failures: [] };
  const failures: CellFailure[] = [];
  const typed = values.map((value, row) => {
    if (value === undefined || value === null) {
      const accepted = value === undefined ? plan.acceptsAbsent : plan.acceptsNull;
      if (exact && !accepted) failures.push(missingFailure(row, field));
      return value;
    }
    const fit = fitValue(value, kind, lenient);
    if (fit === undefined) failures.push(wrongType(row, field, value, nameOfKind(kind)));
    return fit;
  });
  return { column: packLoose(typed, kind), failures };
}

/** Records that are judged whole keep what does not fit the field: an alternative may want it. */
function deferredColumn(values: readonly unknown[], plan: FieldPlan, lenient: boolean): ColumnData {
  const typed = values.map((value) => asFits(value, plan, lenient));
  return packColumn(typed, commonKind(typed) ?? "json");
}

function asFits(value: unknown, plan: FieldPlan, lenient: boolean): unknown {
  return value === undefined || value === null ? value : (fitValue(value, plan.kind, lenient) ?? value);
}

function packLoose(values: readonly unknown[], kind: FieldPlan["kind"]): ColumnData {
  return packColumn(values, kind === undefined || kind === "bigint" ? "json" : kind);
}

/** The value as the kind, where it is one; where `lenient`, also where it plainly means one. */
function fitValue(value: unknown, kind: FieldPlan["kind"], lenient: boolean): unknown {
  if (kind === undefined) return value;
  if (typeof value === "bigint" && kind === "number") return safeNumber(value);
  if (isOfKind(value, kind)) return value;
  if (kind === "date" && typeof value === "string") return parseText(value, "date", lenient);
  if (kind === "bigint" && Number.isSafeInteger(value)) return BigInt(value as number);
  return lenient ? coerce(value, kind) : undefined;
}

function isOfKind(value: unknown, kind: NonNullable<FieldPlan["kind"]>): boolean {
  switch (kind) {
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "date":
      return value instanceof Date && !Number.isNaN(value.getTime());
    case "json":
      return typeof value === "object";
    default:
      return typeof value === kind;
  }
}

function coerce(value: unknown, kind: NonNullable<FieldPlan["kind"]>): unknown {
  if (typeof value === "string") return parseText(value, kind, true);
  if (kind === "string")
    return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
      ? String(value)
      : undefined;
  if (kind === "number") return typeof value === "boolean" ? Number(value) : undefined;
  if (kind === "boolean") return value === 1 ? true : value === 0 ? false : undefined;
  return kind === "date" && typeof value === "number" && Math.abs(value) <= 8.64e15 ? new Date(value) : undefined;
}

/** Integers of 64 bits as the number they are; undefined beyond 2^53, where numbers have gaps. */
function safeNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
