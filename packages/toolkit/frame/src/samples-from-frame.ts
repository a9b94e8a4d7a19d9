import {
  columnarSamples,
  TandemError,
  type ColumnData,
  type FieldKinds,
  type LabeledSamples,
  type Samples,
} from "@tandem/core";
import { columnData } from "./columns.ts";
import type { Frame } from "./danfo.ts";

export interface FromFrameOptions {
  /** One id per row. Default: those of the column `id`, or row numbers. */
  readonly ids?: readonly string[];
  /** The column of the ids; it is no field of the samples. */
  readonly id?: string;
  /** Kinds of columns whose values do not tell: `{ sold: "date" }` reads ISO strings and milliseconds as dates. */
  readonly kinds?: FieldKinds;
}

/**
 * A frame's rows as samples. null, undefined and NaN are missing.
 * @throws TandemError `frame/wrong-value` where a column mixes kinds, `frame/no-such-column`, `frame/misaligned`
 */
export function samplesFromFrame<D>(frame: Frame, options: FromFrameOptions = {}): Samples<D> {
  return columnarSamples<D>({ ids: idsOf(frame, options), columns: columnsOf(frame, options, []) }, options.kinds);
}

/** Likewise, with the column `label` as what is known of each row; it may not be missing. */
export function labeledSamplesFromFrame<D, L>(
  frame: Frame,
  label: string,
  options: FromFrameOptions = {},
): LabeledSamples<D, L> {
  const labels = columnData(frame, label, options.kinds?.[label]);
  const missing = firstMissing(labels);
  if (missing >= 0)
    throw new TandemError("frame/wrong-value", { column: label, row: missing, expected: "a label", found: "nothing" });
  return columnarSamples<D, L>(
    { ids: idsOf(frame, options), columns: columnsOf(frame, options, [label]), labels },
    options.kinds,
  );
}

function idsOf(frame: Frame, { ids, id }: FromFrameOptions): readonly string[] {
  const rows = frame.shape[0] ?? 0;
  if (ids && ids.length !== rows)
    throw new TandemError("frame/misaligned", { what: "ids", expected: rows, found: ids.length });
  if (ids) return ids;
  if (id === undefined) return Array.from({ length: rows }, (_, row) => String(row));
  const column = columnData(frame, id, "string") as Extract<ColumnData, { kind: "string" }>;
  return Array.from(column.codes, (code, row) => {
    const found = column.dictionary[code];
    if (found !== undefined) return found;
    throw new TandemError("frame/wrong-value", { column: id, row, expected: "an id", found: "nothing" });
  });
}

function columnsOf(
  frame: Frame,
  { id, kinds }: FromFrameOptions,
  without: readonly string[],
): Record<string, ColumnData> {
  const columns = frame.columns.filter((column) => column !== id && !without.includes(column));
  return Object.fromEntries(columns.map((column) => [column, columnData(frame, column, kinds?.[column])]));
}

function firstMissing(labels: ColumnData): number {
  if (labels.kind === "string") return labels.codes.indexOf(-1);
  if (labels.kind === "boolean") return labels.values.indexOf(255);
  return Array.from(labels.values as ArrayLike<unknown>).findIndex((value) => value === null || Number.isNaN(value));
}
