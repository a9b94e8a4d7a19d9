import type { ColumnData } from "@tandem/core";
import type { CellFailure } from "../check/cell-failure.ts";
import { lengthOf, valueOf } from "../check/columns.ts";
import type { FieldPlan } from "../schema/plan.ts";
import { jsonText } from "../sink/fixed-columns.ts";

/** A format that samples can be saved in, and what it cannot say. */
export interface SavedFormat {
  readonly kind: "csv" | "ndjson" | "json" | "parquet";
  /** Texts that mean "no value" in it. */
  readonly missing: ReadonlySet<string>;
}

/** Cells that would be read back as something else. Fields without a declared kind come back as the format has them. */
export function unwritableCells(
  name: string,
  column: ColumnData,
  plan: FieldPlan | undefined,
  { kind, missing }: SavedFormat,
): readonly CellFailure[] {
  const failures: CellFailure[] = [];
  const length = lengthOf(column);
  for (let row = 0; row < length; row++) {
    const value = valueOf(column, row);
    const problem =
      value === undefined ? undefined : kind === "csv" ? csvProblem(value, missing) : jsonProblem(value, plan, kind);
    const lost = problem ?? (plan?.kind === "json" && !isJson(value) ? "JSON cannot say all that is in it" : undefined);
    if (lost !== undefined)
      failures.push({ row, reason: "unwritable", column: name, value: reported(value), message: lost });
  }
  return failures;
}

/** Reports are written as JSON. */
function reported(value: unknown): unknown {
  return typeof value === "object" && !(value instanceof Date) ? (JSON.parse(jsonText(value)) as unknown) : value;
}

/** Half of a pair that UTF-16 writes one character with: UTF-8 has no bytes for it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function csvProblem(value: unknown, missing: ReadonlySet<string>): string | undefined {
  const text = Object.is(value, -0)
    ? "-0"
    : value instanceof Date || typeof value === "object"
      ? undefined
      : String(value);
  if (text !== undefined && missing.has(text))
    return "the source lists this text among those that mean a missing value";
  return plainProblem(value) ?? textProblem(value);
}

function jsonProblem(value: unknown, plan: FieldPlan | undefined, kind: SavedFormat["kind"]): string | undefined {
  if (typeof value === "bigint" && plan?.kind === "bigint" && !Number.isSafeInteger(Number(value)))
    return "JSON numbers are exact up to 2^53 only; a CSV holds it";
  if (kind !== "parquet") return plainProblem(value);
  const marked = typeof value === "string" && value.startsWith("\uFEFF");
  return marked ? "readers of Parquet drop a byte order mark that begins a text" : textProblem(value);
}

function plainProblem(value: unknown): string | undefined {
  if (value instanceof Date && !/^\d{4}-/.test(value.toISOString()))
    return "dates are written in four digits of a year";
  return typeof value === "number" && !Number.isFinite(value) ? "infinity has no digits" : undefined;
}

function textProblem(value: unknown): string | undefined {
  return typeof value === "string" && LONE_SURROGATE.test(value) ? "half a surrogate pair is no UTF-8" : undefined;
}

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  return !(value instanceof Date) && Object.values(value).every(isJson);
}
