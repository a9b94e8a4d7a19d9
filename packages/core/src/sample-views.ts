import {
  columnarSamples,
  ColumnarSamples,
  LabeledColumnarSamples,
  type LabeledSampleTable,
  type SampleTable,
} from "./sample-columns.ts";
import { kindOfValue, takeRows, type ColumnData, type Keys } from "./column.ts";
import { BareRowSamples, LabeledRowSamples, RowSamples } from "./sample-rows.ts";
import { isLabeled, type Samples } from "./samples.ts";
import type { FieldKinds } from "./schema.ts";
import { setField } from "./set-field.ts";
import { shared } from "./shared-memory.ts";

/** The same samples knowing the kinds of their fields, so that a column of nothing but missing values has a type. */
export function withKinds<S extends Iterable<unknown>>(samples: S, kinds: FieldKinds | undefined): S {
  return kinds && (samples as { readonly kinds?: FieldKinds }).kinds !== kinds ? (typed(samples, kinds) as S) : samples;
}

function typed(samples: unknown, kinds: FieldKinds): unknown {
  if (samples instanceof LabeledRowSamples) return new LabeledRowSamples(samples.rows, kinds);
  if (samples instanceof BareRowSamples) return new BareRowSamples(samples.rows, kinds);
  if (samples instanceof RowSamples) return new RowSamples(samples.rows, kinds);
  if (samples instanceof LabeledColumnarSamples)
    return new LabeledColumnarSamples(samples.table, samples.rows, kinds, samples);
  if (samples instanceof ColumnarSamples) return new ColumnarSamples(samples.table, samples.rows, kinds);
  return samples;
}

/** The same samples with nothing but ids and data: what `features` is given, so that labels cannot reach it. */
export function withoutLabels<D>(samples: Samples<D>): Samples<D> {
  if (samples instanceof BareRowSamples) return samples as Samples<D>;
  if (samples instanceof RowSamples) {
    const { rows, kinds, read } = samples as RowSamples<D>;
    return samples instanceof LabeledRowSamples || rows.some((row) => "label" in row)
      ? new BareRowSamples<D>(rows, kinds, read)
      : samples;
  }
  if (samples instanceof ColumnarSamples) {
    const { table, rows, kinds, read } = samples as ColumnarSamples<D>;
    return "labels" in table ? new ColumnarSamples<D>(bareTable(table), rows, kinds, read) : samples;
  }
  if (!isLabeled(samples)) return samples;
  return columnarSamples<D>({ ids: samples.ids, columns: sampleTable(samples).columns });
}

/** Ids stay a getter, so that a table that makes them on demand is not made to. */
function bareTable(table: SampleTable): SampleTable {
  return {
    get ids() {
      return table.ids;
    },
    ...(table.length === undefined ? {} : { length: table.length }),
    columns: table.columns,
  };
}

/** Any samples as columns; fields whose kind nothing tells come as `json`. */
export function sampleTable<D>(samples: Samples<D>): SampleTable | LabeledSampleTable {
  const columns: Record<string, ColumnData> = {};
  for (const field of samples.fields as readonly Keys<D>[]) setField(columns, field, columnOf(samples, field));
  const table: SampleTable = { ids: samples.ids, columns };
  if (!isLabeled<D, unknown>(samples)) return table;
  return {
    ...table,
    labels: storedLabels(samples) ?? labelColumn(samples.labels),
    ...(samples.weights ? { weights: samples.weights } : {}),
    ...(samples.groups ? { groups: samples.groups } : {}),
  };
}

/** A copy of the samples in shared memory: post the table to a worker and open it there with {@link columnarSamples}. */
export function sharedSamples<D>(samples: Samples<D>): SampleTable | LabeledSampleTable {
  return shared(sampleTable(samples));
}

function columnOf<D>(samples: Samples<D>, field: Keys<D>): ColumnData {
  if (samples instanceof RowSamples || samples instanceof ColumnarSamples) return samples.data(field);
  switch (samples.kind(field)) {
    case "number":
      return { kind: "number", values: samples.numbers(field) };
    case "date":
      return { kind: "date", values: samples.numbers(field) };
    case "boolean":
      return {
        kind: "boolean",
        values: Uint8Array.from(samples.numbers(field), (value) => (Number.isNaN(value) ? 255 : value)),
      };
    case "string":
      return { kind: "string", ...samples.codes(field) };
    default:
      return { kind: "json", values: samples.column(field) as unknown as readonly unknown[] };
  }
}

/** Labels that are stored as a column already; a column of no kind is looked at value by value. */
function storedLabels(samples: unknown): ColumnData | undefined {
  if (!(samples instanceof LabeledColumnarSamples) || samples.table.labels.kind === "json") return undefined;
  const { rows, table } = samples;
  return rows ? takeRows(table.labels, rows) : table.labels;
}

function labelColumn(labels: ArrayLike<unknown>): ColumnData {
  if (labels instanceof Float64Array) return { kind: "number", values: labels };
  const rows = Array.from(labels, (label) => ({ id: "", data: { label } }));
  const kind = kindOfValue(rows.find((row) => kindOfValue(row.data.label))?.data.label);
  return new RowSamples(rows, kind ? { label: kind } : undefined).data("label", "json");
}
