import { TandemError, type ColumnData } from "@tandem/core";
import { valueOf } from "../check/columns.ts";
import type { RawBatch } from "../raw-batch.ts";
import type { ReadPlan } from "../read-plan.ts";
import type { FieldPlan } from "../schema/plan.ts";
import type { SinkBatch, SinkColumn } from "../sink/sink-batch.ts";
import type { SavedFormat } from "./unwritable.ts";

interface Named extends SinkColumn {
  value(row: number): unknown;
}

/** Checked rows as a batch to write: the id's column, where the source has one, the data's, then label, weight and group. */
export function savedBatch(raw: RawBatch, plan: ReadPlan, { kind }: SavedFormat): SinkBatch {
  const columns = new Map<string, Named>();
  const add = (name: string, column: ColumnData | undefined) => {
    if (column && !columns.has(name)) columns.set(name, named(name, column, plan.declared.get(name), kind));
  };
  if (raw.ids && !raw.fields.has(plan.id!))
    columns.set(plan.id!, { name: plan.id!, kind: "string", value: (row) => raw.ids![row] });
  for (const [name, column] of raw.fields) add(name, column);
  for (const [role, column] of [
    [plan.label, raw.label],
    [plan.weight, raw.weights],
    [plan.group, raw.groups],
  ] as const)
    if (role) add(role.field, column);
  const list = [...columns.values()];
  return { length: raw.length, columns: list, value: (column, row) => list[column]!.value(row) };
}

function named(name: string, column: ColumnData, plan: FieldPlan | undefined, format: SavedFormat["kind"]): Named {
  const { kind } = column;
  const numeric = kind === "json" && format !== "csv";
  const omitted = plan?.acceptsAbsent === true && !plan.acceptsNull;
  return { name, kind, omitted, value: (row) => (numeric ? jsonNumber(valueOf(column, row)) : valueOf(column, row)) };
}

/** Bigints that a JSON number holds exactly: as text they would not be read as bigints. */
function jsonNumber(value: unknown): unknown {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Names that a CSV's header cannot hold. @throws TandemError `data/not-savable` */
export function checkHeader(source: string, { columns }: SinkBatch): void {
  const bad = columns.find(({ name }) => name === "" || /\r(?!\n)|\p{Surrogate}/u.test(name));
  if (bad)
    throw new TandemError("data/not-savable", {
      source,
      reason: `a CSV's header cannot name a column ${JSON.stringify(bad.name)}; rename the field`,
    });
}
