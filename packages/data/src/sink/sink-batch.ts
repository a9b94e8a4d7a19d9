import {
  isLabeled,
  sampleTable,
  TandemError,
  type ColumnData,
  type ColumnKind,
  type LabeledSampleTable,
  type Predictions,
  type Samples,
} from "@tandem/core";
import { commonKind, packColumn, valueOf } from "../check/columns.ts";

/** The part of samples and predictions of any type that tells what they are. */
export interface AnySamples {
  readonly length: number;
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  select(rows: ArrayLike<number>): unknown;
}
interface AnyPredictions {
  readonly length: number;
  readonly ids: readonly string[];
  at(row: number): { readonly id: string };
}

/** What can be written: samples or predictions, whole or in batches. */
export type Batch = AnySamples | AnyPredictions;
export type Writable = Batch | AsyncIterable<Batch>;

export interface WriteNames {
  /** What the columns are called that samples hold beside their data. Defaults: "id", "label", "weight", "group". */
  readonly id?: string;
  readonly label?: string;
  readonly weight?: string;
  readonly group?: string;
}

export interface SinkColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** JSON leaves missing values out in place of null. */
  readonly omitted?: boolean;
}

/** A batch as columns of one length, the id's first. */
export interface SinkBatch {
  readonly length: number;
  readonly columns: readonly SinkColumn[];
  /** Undefined where missing. */
  value(column: number, row: number): unknown;
}

export async function* batchesOf(writable: Writable): AsyncGenerator<Batch> {
  if (Symbol.asyncIterator in writable) yield* writable;
  else yield writable;
}

export async function* sinkBatches(writable: Writable, names: WriteNames): AsyncGenerator<SinkBatch> {
  for await (const batch of batchesOf(writable)) yield sinkBatch(batch, names);
}

/** @throws TandemError `data/bad-options` where a field has the name of the id's, label's, weight's or group's column. */
export function sinkBatch(
  batch: Batch,
  { id = "id", label = "label", weight = "weight", group = "group" }: WriteNames,
): SinkBatch {
  const { fields, labels, weights, groups } =
    "select" in batch ? sampleColumns(batch as Samples<unknown>) : predictionColumns(batch as Predictions<unknown>);
  const named: [string, ColumnData][] = [...fields].filter(
    ([name, column]) => name !== id || !repeatsIds(column, batch.ids),
  );
  const extras: [string, ColumnData | undefined][] = [
    [label, labels],
    [weight, weights],
    [group, groups],
  ];
  const all: readonly (readonly [string, ColumnData])[] = [
    ...named,
    ...extras.filter((extra): extra is [string, ColumnData] => extra[1] !== undefined),
  ];
  const names = [id, ...all.map(([name]) => name)];
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined)
    throw new TandemError("data/bad-options", {
      source: "the sink",
      option: "names",
      reason: `would give two columns "${doubled}"; give the id's, label's, weight's or group's column another name`,
    });
  return {
    length: batch.length,
    columns: [{ name: id, kind: "string" }, ...all.map(([name, column]) => ({ name, kind: column.kind }))],
    value: (column, row) => (column === 0 ? batch.ids[row] : valueOf(all[column - 1]![1], row)),
  };
}

interface Columns {
  readonly fields: Iterable<readonly [string, ColumnData]> & { [Symbol.iterator](): Iterator<[string, ColumnData]> };
  readonly labels?: ColumnData | undefined;
  readonly weights?: ColumnData | undefined;
  readonly groups?: ColumnData | undefined;
}

function sampleColumns(samples: Samples<unknown>): Columns {
  const table = sampleTable(samples);
  const fields = Object.entries(table.columns);
  if (!isLabeled<unknown, unknown>(samples)) return { fields };
  const { labels, weights, groups } = table as LabeledSampleTable;
  return {
    fields,
    labels,
    weights: weights && { kind: "number", values: weights },
    groups: groups && packColumn(groups, "string"),
  };
}

function predictionColumns(predictions: Predictions<unknown>): Columns {
  const fields = new Set<string>();
  for (let row = 0; row < Math.min(predictions.length, 100); row++)
    for (const field of Object.keys(predictions.at(row))) if (field !== "id") fields.add(field);
  return {
    fields: [...fields].map((field): [string, ColumnData] => {
      const values = Array.from(predictions.column(field as never) as ArrayLike<unknown>);
      return [field, packColumn(values, commonKind(values) ?? "json")];
    }),
  };
}

/** Data that declares its id again: one column says it. */
export function repeatsIds(column: ColumnData, ids: readonly string[]): boolean {
  return ids.every((id, row) => String(valueOf(column, row)) === id);
}
