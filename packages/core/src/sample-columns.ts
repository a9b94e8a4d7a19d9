import {
  columnLength,
  isAllMissing,
  MISSING_BOOLEAN,
  missingColumn,
  readable,
  takeRows,
  valueAt,
  type At,
  type Codes,
  type Column,
  type ColumnData,
  type ColumnKind,
  type Keys,
  type Labels,
} from "./column.ts";
import { TandemError } from "./errors.ts";
import type { FieldKinds } from "./schema.ts";
import type { Identified, LabeledSample, LabeledSamples, Sample, Samples } from "./samples.ts";
import { setField } from "./set-field.ts";

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
export function columnarSamples<D, L>(
  table: SampleTable | LabeledSampleTable,
  kinds?: FieldKinds,
): Samples<D> | LabeledSamples<D, L> {
  const { columns, weights, groups } = table;
  const expected = table.length ?? table.ids.length;
  const aligned = (what: string, found: number) => {
    if (found !== expected) throw new TandemError("samples/misaligned", { what, expected, found });
  };
  for (const [field, column] of Object.entries(columns)) aligned(`column "${field}"`, columnLength(column));
  if (weights) aligned("weights", weights.length);
  if (groups) aligned("groups", groups.length);
  if (!("labels" in table)) return new ColumnarSamples<D>(table, undefined, kinds);
  aligned("labels", columnLength(table.labels));
  return new LabeledColumnarSamples<D, L>(table, undefined, kinds);
}

/** What was read of columns so far; shared between views of the same rows with the same kinds. */
class Read {
  readonly columns = new Map<string, ColumnData>();
  readonly readable = new Map<string, unknown>();
  ids: readonly string[] | undefined = undefined;
}

export class ColumnarSamples<D> implements Samples<D> {
  constructor(
    readonly table: SampleTable,
    readonly rows: Int32Array | undefined,
    readonly kinds: FieldKinds | undefined,
    readonly read: Read = new Read(),
  ) {}

  get length() {
    return this.rows?.length ?? this.table.length ?? this.table.ids.length;
  }
  get ids(): readonly string[] {
    return (this.read.ids ??= this.take(this.table.ids));
  }
  get fields(): readonly string[] {
    return Object.keys(this.table.columns);
  }
  at(row: number): Sample<D> {
    const base = this.base(row);
    const data: Record<string, unknown> = {};
    for (const field in this.table.columns) setField(data, field, valueAt(this.table.columns[field]!, base));
    return { id: this.table.ids[base]!, data: data as D };
  }
  column<K extends Keys<D>>(field: K): Column<At<D, K>> {
    let column = this.read.readable.get(field);
    if (column === undefined) this.read.readable.set(field, (column = readable(this.data(field))));
    return column as Column<At<D, K>>;
  }
  numbers(field: Keys<D>): Float64Array {
    return numbersOf(this.data(field, "number"), field, this);
  }
  codes(field: Keys<D>): Codes {
    return codesOf(this.data(field, "string"), field, this);
  }
  kind(field: Keys<D>): ColumnKind | undefined {
    const stored = this.#own(field);
    return stored && !(stored.kind === "json" && isAllMissing(stored)) ? stored.kind : this.#declared(field);
  }
  select(rows: ArrayLike<number>): Samples<D> {
    return new ColumnarSamples<D>(this.table, this.compose(rows), this.kinds);
  }
  *[Symbol.iterator](): Iterator<Sample<D>> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** The field as storage; `hint` names its kind when neither schema nor values do. */
  data(field: string, hint?: ColumnKind): ColumnData {
    let column = this.read.columns.get(field);
    if (!column) {
      const kind = this.kind(field as Keys<D>);
      column = this.#stored(field, kind ?? hint ?? "json");
      if (kind || !hint) this.read.columns.set(field, column);
    }
    return column;
  }

  protected base(row: number): number {
    if (!(row >= 0 && row < this.length && Number.isInteger(row)))
      throw new TandemError("samples/row-out-of-range", { row, length: this.length });
    return this.rows ? this.rows[row]! : row;
  }
  protected take<T>(values: readonly T[]): readonly T[] {
    if (!this.rows) return values;
    const taken = new Array<T>(this.rows.length);
    for (let i = 0; i < taken.length; i++) taken[i] = values[this.rows[i]!]!;
    return taken;
  }
  protected compose(rows: ArrayLike<number>): Int32Array {
    const composed = new Int32Array(rows.length);
    for (let i = 0; i < composed.length; i++) composed[i] = this.base(rows[i]!);
    return composed;
  }

  #own(field: string): ColumnData | undefined {
    return Object.hasOwn(this.table.columns, field) ? this.table.columns[field] : undefined;
  }
  #declared(field: string): ColumnKind | undefined {
    return this.kinds && Object.hasOwn(this.kinds, field) ? this.kinds[field] : undefined;
  }

  #stored(field: string, kind: ColumnKind): ColumnData {
    const stored = this.#own(field);
    if (!stored && this.kinds && !Object.hasOwn(this.kinds, field))
      throw new TandemError("samples/no-such-field", {
        field,
        known: [...new Set([...Object.keys(this.kinds), ...this.fields])],
      });
    if (!stored || (stored.kind !== kind && stored.kind === "json" && isAllMissing(stored)))
      return missingColumn(kind, this.length);
    return this.rows ? takeRows(stored, this.rows) : stored;
  }
}

export class LabeledColumnarSamples<D, L> extends ColumnarSamples<D> implements LabeledSamples<D, L> {
  #labels: Labels<L> | undefined;
  declare readonly table: LabeledSampleTable;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];

  /** `same` are these samples under other kinds: what is known of their outcomes is read once. */
  constructor(
    table: LabeledSampleTable,
    rows: Int32Array | undefined,
    kinds: FieldKinds | undefined,
    readonly same?: LabeledColumnarSamples<D, L>,
  ) {
    super(table, rows, kinds);
    if (same?.weights) this.weights = same.weights;
    else if (table.weights)
      this.weights = rows ? Float64Array.from(rows, (row) => table.weights![row]!) : table.weights;
    if (table.groups) this.groups = same?.groups ?? this.take(table.groups);
  }
  get labels(): Labels<L> {
    const { labels } = this.table;
    return (this.#labels ??=
      this.same?.labels ?? (readable(this.rows ? takeRows(labels, this.rows) : labels) as Labels<L>));
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

export function numbersOf(column: ColumnData, field: string, samples: Identified): Float64Array {
  if (column.kind === "number" || column.kind === "date") return column.values;
  if (column.kind === "boolean")
    return Float64Array.from(column.values, (value) => (value === MISSING_BOOLEAN ? NaN : value));
  throw wrongColumn(column, field, samples, "a number");
}

export function codesOf(column: ColumnData, field: string, samples: Identified): Codes {
  if (column.kind === "string") return column;
  throw wrongColumn(column, field, samples, "a string");
}

function wrongColumn(column: ColumnData, field: string, { ids }: Identified, expected: string): TandemError {
  return new TandemError("samples/wrong-type", { field, id: ids[0] ?? "(none)", expected, found: `a ${column.kind}` });
}
