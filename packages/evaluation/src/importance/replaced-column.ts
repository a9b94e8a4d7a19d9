import { columnarSamples, sampleTable, type ColumnData, type Samples } from "@tandem/core";

/** Samples by column, to make copies of that differ in one field. Labels, weights and groups are left behind. */
export interface Replaceable<D> {
  readonly fields: readonly string[];
  readonly columns: Readonly<Record<string, ColumnData>>;
  /** The samples with another column in the place of `field`; nothing else is copied. */
  with(field: string, column: ColumnData): Samples<D>;
}

export function replaceable<D>(samples: Samples<D>): Replaceable<D> {
  const { ids, columns } = sampleTable(samples);
  return {
    fields: Object.keys(columns),
    columns,
    with: (field, column) => columnarSamples<D>({ ids, columns: { ...columns, [field]: column } }),
  };
}

/** The rows of a column in another order, or some of them, or some again and again. */
export function reordered(column: ColumnData, rows: Int32Array): ColumnData {
  const name = "column";
  const ids = Array.from({ length: column.kind === "string" ? column.codes.length : column.values.length }, () => "");
  return sampleTable(columnarSamples<Record<string, unknown>>({ ids, columns: { [name]: column } }).select(rows))
    .columns[name]!;
}
