import { TandemError, type Schema } from "@tandem/core";
import { planRecord, planValue, type FieldPlan, type RecordPlan } from "./schema/plan.ts";
import type { Mode } from "./source.ts";

/** Where the label is and what it may be. */
export interface LabelOptions<L> {
  readonly column: string;
  readonly schema: Schema<L>;
}

/** What every source of rows is told about them. */
export interface RecordOptions<D, L = never> {
  /** The schema of a sample's data; it decides every type, nothing is guessed. */
  readonly schema: Schema<D>;
  /**
   * The column that holds the samples' ids, "id" unless said. `{ from: "row" }` makes ids of the source's name and the
   * row's number ("orders.csv:17"). The column stays in the data only where the schema declares it.
   */
  readonly id?: string | { readonly from: "row" };
  readonly label?: LabelOptions<L>;
  /** A column of numbers from 0, 1 where empty: how much each sample counts. */
  readonly weight?: string;
  /** A column of texts: samples of one group stay in one fold. */
  readonly group?: string;
  readonly mode?: Mode;
  /** How many failures the report lists; it counts all. Default 1,000. */
  readonly maxFailures?: number;
}

/** Options made ready for reading. */
export interface ReadPlan {
  readonly record: RecordPlan;
  readonly declared: ReadonlyMap<string, FieldPlan>;
  readonly id: string | undefined;
  readonly label: FieldPlan | undefined;
  readonly weight: FieldPlan | undefined;
  readonly group: FieldPlan | undefined;
  /** Columns that are not read: the label's and its company when predicting. */
  readonly ignored: ReadonlySet<string>;
  readonly mode: Mode;
  readonly maxFailures: number;
}

const WEIGHT = {
  kind: "number",
  acceptsAbsent: true,
  acceptsNull: true,
  fallback: 1,
  checks: { type: "number", minimum: 0 },
} as const;
const GROUP = { kind: "string", acceptsAbsent: false, acceptsNull: false, checks: {} } as const;

/** @throws TandemError `data/bad-options` where a column has two roles that exclude each other. */
export function planReading<D, L>(name: string, options: RecordOptions<D, L>, labelled: boolean): ReadPlan {
  const { schema, id = "id", label, weight, group, mode = "strict", maxFailures = 1000 } = options;
  const record = planRecord(schema);
  const declared = new Map(record.fields.map((field) => [field.field, field]));
  if (label && declared.has(label.column))
    throw new TandemError("data/bad-options", {
      source: name,
      option: "label",
      reason: `names "${label.column}", which the schema of the data declares too: leave it out there, or the model would be fitted on what it shall predict`,
    });
  const special = [label?.column, weight, group].filter((column) => column !== undefined);
  return {
    record,
    declared,
    id: typeof id === "string" ? id : undefined,
    label: labelled && label ? planValue(label.column, label.schema) : undefined,
    weight: labelled && weight !== undefined ? { field: weight, ...WEIGHT } : undefined,
    group: labelled && group !== undefined ? { field: group, ...GROUP } : undefined,
    ignored: new Set(labelled ? [] : special.filter((column) => !declared.has(column))),
    mode,
    maxFailures,
  };
}

/**
 * Names the columns that must be there and are not. Where a table has none of the fields at all, every field is missing,
 * also those that may be absent: it is some other table.
 */
export function missingColumns(plan: ReadPlan, known: readonly string[]): readonly string[] {
  const present = new Set(known);
  const isOther = !plan.record.fields.some(({ field }) => present.has(field));
  const needed = [
    ...(plan.id === undefined ? [] : [plan.id]),
    ...plan.record.fields.filter((field) => isOther || !field.acceptsAbsent).map((field) => field.field),
    ...[plan.label, plan.weight, plan.group].flatMap((role) => (role ? [role.field] : [])),
  ];
  return [...new Set(needed)].filter((column) => !present.has(column));
}
