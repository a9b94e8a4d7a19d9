import { isLabeled, sampleTable, TandemError, type LabeledSampleTable, type Samples } from "@tandem/core";
import { valueOf } from "../check/columns.ts";
import { parseText } from "../check/parse-text.ts";
import type { RawBatch } from "../raw-batch.ts";
import type { ReadPlan } from "../read-plan.ts";
import { batchOfValues } from "../records/value-batch.ts";
import { repeatsIds } from "../sink/sink-batch.ts";

/**
 * Samples as a reader of the source would give them: each column under its declared name and as its declared kind, all
 * declared columns there. @throws TandemError `data/not-savable` where the source has no column for a part of them
 */
export function savedRows(source: string, samples: Samples<unknown>, plan: ReadPlan, firstRow: number): RawBatch {
  const { length } = samples;
  const table = sampleTable(samples);
  const columns = new Map<string, readonly unknown[]>();
  const add = (name: string, value: (row: number) => unknown) =>
    columns.set(
      name,
      Array.from({ length }, (_, i) => value(i)),
    );
  const { ids } = table;
  if (plan.id !== undefined) {
    const kind = plan.declared.get(plan.id)?.kind; // of data that declares its ids, which then are of that kind there
    add(plan.id, (row) => parseText(ids[row]!, kind, false) ?? ids[row]);
  }
  for (const [name, column] of Object.entries(table.columns)) {
    if (name === plan.label?.field || (name === plan.id && !repeatsIds(column, ids)))
      throw notSavable(
        source,
        `the data has a field "${name}" of its own beside the column that the source keeps there`,
      );
    add(name, (row) => valueOf(column, row));
  }
  const { labels, weights, groups } = outcomes(samples, table as LabeledSampleTable);
  const roles = [
    ["label", plan.label?.field, labels && ((row: number) => valueOf(labels, row))],
    ["weight", plan.weight?.field, weights && ((row: number) => weights[row])],
    ["group", plan.group?.field, groups && ((row: number) => groups[row])],
  ] as const;
  for (const [role, name, value] of roles) {
    if (value && name === undefined)
      throw notSavable(source, `the samples have ${role}s and it declares no column for them; name one with ${role}`);
    if (value && !columns.has(name!)) add(name!, value);
  }
  for (const name of [...plan.declared.keys(), ...roles.map((role) => role[1])])
    if (name !== undefined && !columns.has(name)) add(name, () => undefined);
  return batchOfValues({ length, columns, rowNumber: (row) => firstRow + row }, plan);
}

function outcomes(samples: Samples<unknown>, table: LabeledSampleTable): Partial<LabeledSampleTable> {
  return isLabeled(samples) ? table : {};
}

function notSavable(source: string, reason: string): TandemError {
  return new TandemError("data/not-savable", { source, reason });
}
