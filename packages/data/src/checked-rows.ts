import { setField, type ColumnData, type FieldKinds, type TrainingSamples } from "@tandem/core";
import { checkColumn } from "./check/check-column.ts";
import { checkRecords } from "./check/check-records.ts";
import type { CellFailure } from "./check/cell-failure.ts";
import { valueOf } from "./check/columns.ts";
import type { Failure, ReportBuilder } from "./check/report.ts";
import type { RawBatch } from "./raw-batch.ts";
import type { ReadPlan } from "./read-plan.ts";
import { idOf, samplesOfBatch, type HeldColumns } from "./samples-of-batch.ts";
import type { FieldPlan } from "./schema/plan.ts";
import type { CheckedBatch, InvalidSample } from "./source.ts";

export interface Checking {
  readonly name: string;
  readonly plan: ReadPlan;
  readonly kinds: FieldKinds;
  readonly report: ReportBuilder;
  /** Whether anyone will look at the invalid half: a file that is wrong throughout should not be kept twice. */
  readonly keepsInvalid: boolean;
  /** Ids of the batches before, where the whole source is read. */
  readonly seenIds?: Set<string>;
}

interface Held extends HeldColumns {
  readonly failures: CellFailure[];
}

/** Holds a batch against its plan and parts it in two halves; all failures go to the report. */
export async function checkBatch<D, L>(raw: RawBatch, checking: Checking): Promise<CheckedBatch<D, L>> {
  const held = await checkColumns(raw, checking.plan);
  if (raw.ids) checkIds(raw.ids, checking.plan.id!, checking.seenIds ?? new Set(), held.failures);
  checkUnknown(raw, held, checking.plan);
  const failuresByRow = groupByRow(held.failures);
  const invalid = setApart(raw, failuresByRow, checking);
  checking.report.addRows(raw.length, failuresByRow.size);
  const samples = samplesOfBatch<D, L>(raw, held, checking.name, checking.kinds);
  const rows = failuresByRow.size === 0 ? undefined : Int32Array.from(validRows(raw.length, failuresByRow));
  return { valid: rows ? (samples.select(rows) as TrainingSamples<D, L>) : samples, invalid };
}

async function checkColumns(raw: RawBatch, plan: ReadPlan): Promise<Held> {
  const held: Held = { fields: new Map(raw.fields), failures: [...raw.failures] };
  const refused = refusedCells(raw.failures);
  const none = new Set<number>();
  const check = async (column: ColumnData, field: FieldPlan) => {
    const checked = await checkColumn(
      column,
      field,
      refused.get(field.field) ?? refused.get("") ?? none,
      raw.records !== undefined,
    );
    for (const failure of checked.failures) held.failures.push(failure);
    return checked.column;
  };
  for (const [field, column] of raw.fields) {
    const declared = plan.declared.get(field);
    if (declared) held.fields.set(field, await check(column, declared));
  }
  if (raw.label && plan.label) held.label = await check(raw.label, plan.label);
  if (raw.weights && plan.weight) held.weights = await check(raw.weights, plan.weight);
  if (raw.groups && plan.group) held.groups = await check(raw.groups, plan.group);
  if (!plan.record.own) return held;
  const rows = new Set(held.failures.map((failure) => failure.row));
  const { columns, failures } = await checkRecords(held.fields, plan.record, rows, raw.length, raw.records);
  for (const [field, column] of columns) held.fields.set(field, column);
  for (const failure of failures) held.failures.push(failure);
  return held;
}

/** Rows whose cell has failed already, by column; a row that failed as a whole counts for every column. */
function refusedCells(failures: readonly CellFailure[]): Map<string, Set<number>> {
  const whole = new Set(failures.filter((failure) => failure.column === undefined).map((failure) => failure.row));
  const cells = new Map<string, Set<number>>();
  if (whole.size > 0) cells.set("", whole);
  for (const { column, row } of failures) {
    if (column === undefined) continue;
    let rows = cells.get(column);
    if (!rows) cells.set(column, (rows = new Set(whole)));
    rows.add(row);
  }
  return cells;
}

function checkIds(ids: readonly (string | undefined)[], column: string, seen: Set<string>, into: CellFailure[]): void {
  const refused = new Set(
    into
      .filter((failure) => failure.column === column || failure.reason === "bad-record")
      .map((failure) => failure.row),
  );
  for (let row = 0; row < ids.length; row++) {
    if (refused.has(row)) continue;
    const id = ids[row];
    if (id === undefined || id === "")
      into.push({ row, reason: "missing-required", column, message: "a sample needs an id" });
    else if (seen.size === seen.add(id).size)
      into.push({ row, reason: "duplicate-id", column, value: id, message: "an earlier sample has this id" });
  }
}

function checkUnknown(raw: RawBatch, held: Held, plan: ReadPlan): void {
  if (!plan.record.refusesUnknown) return;
  for (const [field, column] of held.fields) {
    if (plan.declared.has(field)) continue;
    for (let row = 0; row < raw.length; row++) {
      if (raw.records && !Object.hasOwn(raw.records[row]!, field)) continue;
      const value = valueOf(column, row);
      held.failures.push({
        row,
        reason: "unknown-column",
        column: field,
        ...(value === undefined ? {} : { value }),
        message: "the schema knows no such column",
      });
    }
  }
}

function groupByRow(failures: readonly CellFailure[]): Map<number, CellFailure[]> {
  const rows = new Map<number, CellFailure[]>();
  for (const failure of failures) {
    const list = rows.get(failure.row);
    if (list) list.push(failure);
    else rows.set(failure.row, [failure]);
  }
  return rows;
}

function setApart(
  raw: RawBatch,
  failed: ReadonlyMap<number, readonly CellFailure[]>,
  checking: Checking,
): InvalidSample[] {
  const { name, report, keepsInvalid } = checking;
  const invalid: InvalidSample[] = [];
  for (const row of [...failed.keys()].sort((a, b) => a - b)) {
    const failures = failed.get(row)!.map((failure) => failureAt(failure, name, raw.rowNumber(row)));
    for (const failure of failures) report.add(failure);
    if (keepsInvalid)
      invalid.push({ id: idOf(raw, row, name), row: raw.rowNumber(row), data: rawRow(raw, row, failures), failures });
  }
  return invalid;
}

/** Reports are written as JSON, which has no bigints. */
function failureAt(failure: CellFailure, file: string, row: number): Failure {
  const { value } = failure;
  return { ...failure, ...(typeof value === "bigint" ? { value: value.toString() } : {}), file, row };
}

/** The row as it was read: cells that could not be typed as the text they are. */
function rawRow(raw: RawBatch, row: number, failures: readonly Failure[]): Record<string, unknown> {
  if (raw.records) return { ...raw.records[row]! };
  const data: Record<string, unknown> = {};
  for (const [field, column] of raw.fields) setField(data, field, valueOf(column, row) ?? null);
  for (const { column, value } of failures)
    if (column !== undefined && value !== undefined && raw.fields.has(column)) setField(data, column, value);
  return data;
}

function* validRows(length: number, failed: ReadonlyMap<number, unknown>): Iterable<number> {
  for (let row = 0; row < length; row++) if (!failed.has(row)) yield row;
}
