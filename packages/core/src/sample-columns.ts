import {
  columnLength, kindOfValue, MISSING_BOOLEAN, missingColumn, readable, takeRows, valueAt,
  type At, type Codes, type Column, type ColumnData, type ColumnKind, type Keys, type Labels,
} from "./column.ts";
import { TandemError } from "./errors.ts";
import type { FieldKinds } from "./schema.ts";
import type { LabeledSample, LabeledSamples, Sample, Samples } from "./samples.ts";

/** A batch as columns: what readers of files and tables give, what crosses worker threads. */
export interface SampleTable {
  readonly ids: readonly string[];
  /** Rows there are, where `ids` is a getter that makes them on demand; `ids.length` unless given. */
  readonly length?: number;
  readonly columns: Readonly<Record<string, ColumnData>>;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];
}
export interface LabeledSampleTable extends SampleTable {
  readonly labels: ColumnData;
}

/**
 * Samples over columns, without a copy.
 * @throws TandemError `samples/misaligned` where a column is not as long as `ids`.
 */
export function columnarSamples<D, L>(table: LabeledSampleTable, kinds?: FieldKinds): LabeledSamples<D, L>;
export function columnarSamples<D>(table: SampleTable, kinds?: FieldKinds): Samples<D>;
export function columnarSamples<D, L>(table: SampleTable | LabeledSampleTable, kinds?: FieldKinds): Samples<D> | LabeledSamples<D, L> {
  const { columns, weights, groups } = table;
  const expected = table.length ?? table.ids.length;
  const aligned = (what: string, found: number) => {
    if (found !== expected) throw new TandemError("samples/misaligned", { what, expected, found });
  };
  for (const [field, column] of Object.entries(columns)) aligned(`column "${field}"`, columnLength(column));
  if (weights) aligned("weights", weights.length);
  if (groups) aligned("groups", groups.length);
  if (!("labels" in table)) return new ColumnarSamples<D, L>(table, undefined, kinds);
  aligned("labels", columnLength(table.labels));
  return new LabeledColumnarSamples<D, L>(table, undefined, kinds);
}

export class ColumnarSamples<D, L> implements Samples<D> {
  #columns = new Map<string, ColumnData>();
  #readable = new Map<string, unknown>();
  #ids: readonly string[] | undefined;

  constructor(
    readonly table: SampleTable,
    readonly rows: Int32Array | undefined,
    readonly kinds: FieldKinds | undefined,
  ) {}

  get length() {
    return this.rows?.length ?? this.table.length ?? this.table.ids.length;
  }
  get ids(): readonly string[] {
    return (this.#ids ??= this.take(this.table.ids));
  }
  get fields(): readonly string[] {
    return Object.keys(this.table.columns);
  }
  at(row: number): Sample<D> {
    const base = this.base(row);
    const data: Record<string, unknown> = {};
    for (const field in this.table.columns) data[field] = valueAt(this.table.columns[field]!, base);
    return { id: this.table.ids[base]!, data: data as D };
  }
  column<K extends Keys<D>>(field: K): Column<At<D, K>> {
    let column = this.#readable.get(field);
    if (column === undefined) this.#readable.set(field, (column = readable(this.data(field))));
    return column as Column<At<D, K>>;
  }
  numbers(field: Keys<D>): Float64Array {
    return numbersOf(this.data(field, "number"), field, this.ids);
  }
  codes(field: Keys<D>): Codes {
    return codesOf(this.data(field, "string"), field, this.ids);
  }
  kind(field: Keys<D>): ColumnKind | undefined {
    const stored = this.table.columns[field];
    return stored && !(stored.kind === "json" && isAllMissing(stored.values)) ? stored.kind : this.kinds?.[field];
  }
  select(rows: ArrayLike<number>): Samples<D> {
    return new ColumnarSamples<D, L>(this.table, this.compose(rows), this.kinds);
  }
  *[Symbol.iterator](): Iterator<Sample<D>> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** The field as storage; `hint` names its kind when neither schema nor values do. */
  data(field: string, hint?: ColumnKind): ColumnData {
    let column = this.#columns.get(field);
    if (!column) {
      const kind = this.kind(field as Keys<D>);
      column = this.#stored(field, kind ?? hint ?? "json");
      if (kind || !hint) this.#columns.set(field, column);
    }
    return column;
  }

  protected base(row: number): number {
    if (!(row >= 0 && row < this.length)) throw new TandemError("samples/row-out-of-range", { row, length: this.length });
    return this.rows ? this.rows[row]! : row;
  }
  protected take<T>(values: readonly T[]): readonly T[] {
    return this.rows ? Array.from(this.rows, (row) => values[row]!) : values;
  }
  protected compose(rows: ArrayLike<number>): Int32Array {
    return Int32Array.from(rows, (row) => this.base(row));
  }

  #stored(field: string, kind: ColumnKind): ColumnData {
    const stored = this.table.columns[field];
    if (!stored && this.kinds && !(field in this.kinds))
      throw new TandemError("samples/no-such-field", { field, known: [...new Set([...Object.keys(this.kinds), ...this.fields])] });
    if (!stored || (stored.kind !== kind && stored.kind === "json" && isAllMissing(stored.values))) return missingColumn(kind, this.length);
    return this.rows ? takeRows(stored, this.rows) : stored;
  }
}

export class LabeledColumnarSamples<D, L> extends ColumnarSamples<D, L> implements LabeledSamples<D, L> {
  #labels: Labels<L> | undefined;
  declare readonly table: LabeledSampleTable;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];

  constructor(table: LabeledSampleTable, rows: Int32Array | undefined, kinds: FieldKinds | undefined) {
    super(table, rows, kinds);
    if (table.weights) this.weights = rows ? Float64Array.from(rows, (row) => table.weights![row]!) : table.weights;
    if (table.groups) this.groups = this.take(table.groups);
  }
  get labels(): Labels<L> {
    const { labels } = this.table;
    return (this.#labels ??= readable(this.rows ? takeRows(labels, this.rows) : labels) as Labels<L>);
  }
  override at(row: number): LabeledSample<D, L> {
    const base = this.base(row);
    const { labels, weights, groups } = this.table;
    return {
      ...super.at(row),
      label: valueAt(labels, base) as L,
      ...(weights ? { weight: weights[base]! } : {}),
      ...(groups ? { group: groups[base]! } : {}),
    };
  }
  override select(rows: ArrayLike<number>): LabeledSamples<D, L> {
    return new LabeledColumnarSamples<D, L>(this.table, this.compose(rows), this.kinds);
  }
  override *[Symbol.iterator](): Iterator<LabeledSample<D, L>> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

export function numbersOf(column: ColumnData, field: string, ids: readonly string[]): Float64Array {
  if (column.kind === "number" || column.kind === "date") return column.values;
  if (column.kind === "boolean") return Float64Array.from(column.values, (value) => (value === MISSING_BOOLEAN ? NaN : value));
  throw wrongColumn(column, field, ids, "a number");
}

export function codesOf(column: ColumnData, field: string, ids: readonly string[]): Codes {
  if (column.kind === "string") return column;
  throw wrongColumn(column, field, ids, "a string");
}

function wrongColumn(column: ColumnData, field: string, ids: readonly string[], expected: string): TandemError {
  return new TandemError("samples/wrong-type", { field, id: ids[0] ?? "(none)", expected, found: `a ${column.kind}` });
}

function isAllMissing(values: readonly unknown[]): boolean {
  return values.every((value) => kindOfValue(value) === undefined);
}
