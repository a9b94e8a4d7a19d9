import { setField, type ColumnData } from "@tandem/core";
import type { RecordPlan } from "../schema/plan.ts";
import type { CellFailure } from "./cell-failure.ts";
import { commonKind, packColumn, valueOf } from "./columns.ts";
import { judge } from "./own-checks.ts";

export interface CheckedColumns {
  readonly columns: Map<string, ColumnData>;
  readonly failures: readonly CellFailure[];
}

/**
 * The schema's own verdict on whole records, for what it checks across fields. Rows in `refused` are passed over.
 * `given` are the records as they came, where they came as records: they tell null and absent apart.
 */
export async function checkRecords(
  columns: Map<string, ColumnData>,
  plan: RecordPlan,
  refused: ReadonlySet<number>,
  length: number,
  given?: readonly Readonly<Record<string, unknown>>[],
): Promise<CheckedColumns> {
  if (!plan.own) return { columns, failures: [] };
  const { schema, changes } = plan.own;
  const nullable = new Set(
    plan.fields.filter((field) => !field.acceptsAbsent && field.acceptsNull).map((field) => field.field),
  );
  const failures: CellFailure[] = [];
  const outputs = new Array<Record<string, unknown> | undefined>(length).fill(undefined);
  for (let row = 0; row < length; row++) {
    if (refused.has(row)) continue;
    const record = recordAt(columns, row, nullable, given?.[row]);
    const answer = judge(schema, record);
    const verdict = answer instanceof Promise ? await answer : answer;
    if (!verdict.issues) outputs[row] = verdict.value as Record<string, unknown>;
    else
      for (const { reason, field, message } of verdict.issues)
        failures.push({
          row,
          reason,
          message,
          ...(field === undefined ? {} : { column: field, value: record[field] }),
        });
  }
  return { columns: changes ? outputColumns(columns, outputs, plan) : columns, failures };
}

function recordAt(
  columns: ReadonlyMap<string, ColumnData>,
  row: number,
  nullable: ReadonlySet<string>,
  given: Readonly<Record<string, unknown>> | undefined,
) {
  const record: Record<string, unknown> = { ...given };
  for (const [field, column] of columns) {
    const value = valueOf(column, row);
    if (value !== undefined) setField(record, field, value);
    else if (!given && nullable.has(field)) record[field] = null;
  }
  return record;
}

/** What the schema made of the records; fields that it dropped survive as they were read. */
function outputColumns(
  given: Map<string, ColumnData>,
  outputs: readonly (Record<string, unknown> | undefined)[],
  plan: RecordPlan,
): Map<string, ColumnData> {
  const fields = new Set<string>();
  for (const output of outputs) for (const field in output) fields.add(field);
  const columns = new Map(given);
  const gives = new Map(plan.fields.map((field) => [field.field, field.gives]));
  for (const field of fields) {
    const values = outputs.map((output) => (output && Object.hasOwn(output, field) ? output[field] : undefined));
    columns.set(field, packColumn(values, gives.get(field) ?? commonKind(values) ?? "json"));
  }
  return columns;
}
