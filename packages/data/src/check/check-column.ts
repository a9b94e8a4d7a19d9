import { MISSING_CODE, type ColumnData } from "@tandem/core";
import type { FieldPlan } from "../schema/plan.ts";
import { missingFailure, type CellFailure, type CheckedColumn } from "./cell-failure.ts";
import { commonKind, isMissingAt, lengthOf, packColumn, valueOf } from "./columns.ts";
import { judge, type Verdict } from "./own-checks.ts";
import { numberRule, textRule, type Violation } from "./violations.ts";

/**
 * Holds a typed column against its plan. Cells in `refused` have failed already and are passed over. The column comes
 * back with fallbacks filled in and with what the schema's own transforms made of it. Where `exact`, a column that the
 * schema judges itself holds the values as they came, null and undefined told apart.
 */
export async function checkColumn(
  column: ColumnData,
  plan: FieldPlan,
  refused: ReadonlySet<number>,
  exact: boolean,
): Promise<CheckedColumn<ColumnData>> {
  if (plan.deferred) return { column, failures: [] };
  if (plan.own) return judgeColumn(column, plan, refused, exact);
  const filled = plan.fallback === undefined ? column : fillMissing(column, plan.fallback);
  const failures: CellFailure[] = [];
  if (!plan.acceptsAbsent && !plan.acceptsNull) refuseMissing(filled, plan.field, refused, failures);
  applyRules(filled, plan, refused, failures);
  return { column: filled, failures };
}

function refuseMissing(column: ColumnData, field: string, refused: ReadonlySet<number>, into: CellFailure[]): void {
  const length = lengthOf(column);
  for (let row = 0; row < length; row++)
    if (isMissingAt(column, row) && !refused.has(row)) into.push(missingFailure(row, field));
}

function fillMissing(column: ColumnData, fallback: unknown): ColumnData {
  const length = lengthOf(column);
  let missing = false;
  for (let row = 0; row < length && !missing; row++) missing = isMissingAt(column, row);
  if (!missing) return column;
  return packColumn(
    Array.from({ length }, (_, row) => (isMissingAt(column, row) ? fallback : valueOf(column, row))),
    column.kind,
  );
}

function applyRules(column: ColumnData, plan: FieldPlan, refused: ReadonlySet<number>, into: CellFailure[]): void {
  const add = (row: number, value: unknown, broken: Violation | undefined) => {
    if (broken && !refused.has(row)) into.push({ row, column: plan.field, value, ...broken });
  };
  if (column.kind === "number") {
    const rule = numberRule(plan.checks);
    if (!rule) return;
    const { values } = column;
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      if (!Number.isNaN(value)) add(row, value, rule(value));
    }
  } else if (column.kind === "string") {
    const rule = textRule(plan.checks);
    if (!rule) return;
    const { codes, dictionary } = column;
    const broken = dictionary.map(rule);
    if (!broken.some(Boolean)) return;
    for (let row = 0; row < codes.length; row++)
      if (codes[row] !== MISSING_CODE) add(row, dictionary[codes[row]!], broken[codes[row]!]);
  }
}

/** The schema's own verdict on each cell; equal texts are judged once. */
async function judgeColumn(
  column: ColumnData,
  plan: FieldPlan,
  refused: ReadonlySet<number>,
  exact: boolean,
): Promise<CheckedColumn<ColumnData>> {
  const failures: CellFailure[] = [];
  const length = lengthOf(column);
  const outputs = new Array<unknown>(length);
  const known = new Map<unknown, Verdict>();
  const absent = plan.acceptsAbsent || !plan.acceptsNull ? undefined : null;
  let changed = exact;
  for (let row = 0; row < length; row++) {
    if (refused.has(row)) continue;
    const given =
      exact && column.kind === "json" ? column.values[row] : isMissingAt(column, row) ? absent : valueOf(column, row);
    let verdict = known.get(given);
    if (!verdict) {
      const answer = judge(plan.own!, given);
      verdict = answer instanceof Promise ? await answer : answer;
      if (typeof given !== "number" && typeof given !== "object") known.set(given, verdict);
    }
    if (!verdict.issues && verdict.value === undefined && given === undefined && !plan.acceptsAbsent)
      failures.push(missingFailure(row, plan.field));
    else if (verdict.issues) refuse(row, given, plan.field, verdict.issues, failures);
    else {
      outputs[row] = verdict.value;
      changed ||= verdict.value !== given;
    }
  }
  return { column: changed ? packColumn(outputs, plan.gives ?? commonKind(outputs) ?? "json") : column, failures };
}

function refuse(row: number, value: unknown, column: string, issues: readonly Violation[], into: CellFailure[]): void {
  if (value === undefined || value === null) into.push(missingFailure(row, column));
  else for (const { reason, message } of issues) into.push({ row, column, value, reason, message });
}
