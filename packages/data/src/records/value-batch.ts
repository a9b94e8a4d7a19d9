import type { ColumnData } from "@tandem/core";
import type { CellFailure } from "../check/cell-failure.ts";
import { commonKind, packColumn } from "../check/columns.ts";
import { typeValues } from "../check/type-columns.ts";
import type { RawBatch } from "../raw-batch.ts";
import type { ReadPlan } from "../read-plan.ts";
import type { FieldPlan } from "../schema/plan.ts";

/** Loose values by column: what records and tables of other systems come as. */
export interface LooseBatch {
  readonly length: number;
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
  /** Records tell null and absent apart; a table's null just means that there is no value. */
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  /** Rows that are no records at all. */
  readonly failures?: readonly CellFailure[];
  rowNumber(row: number): number;
}

/** Loose values typed by the plan, each column in its role. */
export function batchOfValues(loose: LooseBatch, plan: ReadPlan): RawBatch {
  const { length, columns, records, rowNumber } = loose;
  const failures: CellFailure[] = [...(loose.failures ?? [])];
  const broken = new Set(failures.map((failure) => failure.row));
  const typed = (field: FieldPlan): ColumnData => {
    const values = columns.get(field.field) ?? new Array<undefined>(length).fill(undefined);
    const { column, failures: found } = typeValues(values, field, plan.mode === "coerce", records !== undefined);
    for (const failure of found) if (!broken.has(failure.row)) failures.push(failure);
    return column;
  };
  const fields = new Map<string, ColumnData>();
  for (const [name, values] of columns) {
    const declared = plan.declared.get(name);
    if (declared) fields.set(name, typed(declared));
    else if (!hasRole(name, plan)) fields.set(name, packColumn(values, commonKind(values) ?? "json"));
  }
  for (const declared of plan.record.fields)
    if (!columns.has(declared.field) && mustBeSeen(declared)) fields.set(declared.field, typed(declared));
  const ids = plan.id === undefined ? undefined : idsOf(columns.get(plan.id) ?? [], plan.id, length, broken, failures);
  const role = (field: FieldPlan | undefined) => field && typed(field);
  return {
    length,
    ids,
    fields,
    label: role(plan.label),
    weights: role(plan.weight),
    groups: role(plan.group),
    failures,
    rowNumber,
    ...(records ? { records } : {}),
  };
}

/** Fields that no record has and that must still be judged: they are required, or have a value of their own. */
function mustBeSeen(field: FieldPlan): boolean {
  return !field.acceptsAbsent || field.fallback !== undefined || field.own !== undefined;
}

function hasRole(name: string, plan: ReadPlan): boolean {
  return (
    name === plan.id ||
    name === plan.label?.field ||
    name === plan.weight?.field ||
    name === plan.group?.field ||
    plan.ignored.has(name)
  );
}

function idsOf(
  values: readonly unknown[],
  column: string,
  length: number,
  broken: ReadonlySet<number>,
  into: CellFailure[],
): (string | undefined)[] {
  return Array.from({ length }, (_, row) => {
    const value = values[row];
    if (typeof value === "string" || value === undefined || value === null) return value ?? undefined;
    if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
    if (!broken.has(row))
      into.push({
        row,
        reason: "wrong-type",
        column,
        value,
        message: "an id must be text or a whole number up to 2^53",
      });
    return undefined;
  });
}

/** Records by column; a field that a record lacks is undefined there. */
export function columnsOfRecords(records: readonly Readonly<Record<string, unknown>>[]): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>();
  records.forEach((record, row) => {
    for (const field of Object.keys(record)) {
      let values = columns.get(field);
      if (!values) columns.set(field, (values = new Array<unknown>(records.length).fill(undefined)));
      values[row] = record[field];
    }
  });
  return columns;
}
