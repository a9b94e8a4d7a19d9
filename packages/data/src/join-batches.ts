import {
  columnarSamples,
  sampleTable,
  setField,
  type ColumnData,
  type LabeledSampleTable,
  type SampleTable,
  type TrainingSamples,
} from "@tandem/core";
import { joinColumns, missingColumnLike } from "./join-columns.ts";
import type { Checking } from "./checked-rows.ts";
import type { CheckedBatch } from "./source.ts";

/** All batches as one; a single batch is given as it is, without a copy. */
export function joinBatches<D, L>(
  batches: readonly CheckedBatch<D, L>[],
  { kinds, plan }: Checking,
): CheckedBatch<D, L> {
  const [first] = batches;
  if (first && batches.length === 1) return first;
  const tables = batches.map((batch) => sampleTable(batch.valid));
  const joined = joinTables(tables, plan.label !== undefined);
  return {
    valid: columnarSamples<D, L>(joined as LabeledSampleTable, kinds) as TrainingSamples<D, L>,
    invalid: batches.flatMap((batch) => batch.invalid),
  };
}

function joinTables(tables: readonly SampleTable[], labelled: boolean): SampleTable {
  const fields = new Set(tables.flatMap((table) => Object.keys(table.columns)));
  const columns: Record<string, ColumnData> = {};
  for (const field of fields) {
    const held = tables.map(({ columns: own }) => (Object.hasOwn(own, field) ? own[field] : undefined));
    const like = held.find((column) => column !== undefined)!;
    const parts = held.map((column, i) => column ?? missingColumnLike(like, tables[i]!.ids.length));
    setField(columns, field, joinColumns(parts));
  }
  const ids = tables.flatMap((table) => table.ids as string[]);
  const labels = tables.map((table) => (table as LabeledSampleTable).labels);
  return {
    ids,
    columns,
    ...(labelled ? { labels: joinColumns(labels) } : {}),
    ...(tables.some((table) => table.weights) ? { weights: weightsOf(tables) } : {}),
    ...(tables.some((table) => table.groups)
      ? { groups: tables.flatMap((table) => (table.groups ?? table.ids) as string[]) }
      : {}),
  };
}

function weightsOf(tables: readonly SampleTable[]): Float64Array {
  const column = joinColumns(
    tables.map(({ weights, ids }) => ({
      kind: "number" as const,
      values: weights ?? new Float64Array(ids.length).fill(1),
    })),
  );
  return column.kind === "number" ? column.values : new Float64Array(0);
}
