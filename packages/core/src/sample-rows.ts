import {
  kindOfValue,
  readable,
  type At,
  type Codes,
  type Column,
  type ColumnData,
  type ColumnKind,
  type Keys,
  type Labels,
} from "./column.ts";
import { TandemError } from "./errors.ts";
import { extractColumn, firstValue } from "./extract-column.ts";
import type { FieldKinds } from "./schema.ts";
import type { LabeledSample, LabeledSamples, Sample, Samples } from "./samples.ts";
import { codesOf, numbersOf } from "./sample-columns.ts";

/** Samples from row objects, in order; the objects are kept, not copied. */
export function samplesOf<D>(rows: readonly Sample<D>[], kinds?: FieldKinds): Samples<D> {
  return new RowSamples<D>(rows, kinds);
}

/** Labelled samples from row objects. Weights and groups are there when any row has one. */
export function labeledSamplesOf<D, L>(rows: readonly LabeledSample<D, L>[], kinds?: FieldKinds): LabeledSamples<D, L> {
  return new LabeledRowSamples<D, L>(rows, kinds);
}

/** What was read of rows so far; shared between views of the same rows with the same kinds. */
class Read {
  columns: Map<string, ColumnData> | undefined = undefined;
  readable: Map<string, unknown> | undefined = undefined;
  fields: readonly string[] | undefined = undefined;
  ids: readonly string[] | undefined = undefined;
}

export class RowSamples<D> implements Samples<D> {
  readonly length: number;

  constructor(
    readonly rows: readonly Sample<D>[],
    readonly kinds: FieldKinds | undefined,
    readonly read: Read = new Read(),
  ) {
    this.length = rows.length;
  }

  get ids(): readonly string[] {
    return (this.read.ids ??= this.rows.map((row) => row.id));
  }
  get fields(): readonly string[] {
    return (this.read.fields ??= fieldsOf(this.rows));
  }
  at(row: number): Sample<D> {
    return this.rows[row] ?? outOfRange(row, this.length);
  }
  column<K extends Keys<D>>(field: K): Column<At<D, K>> {
    const known = (this.read.readable ??= new Map());
    let column = known.get(field);
    if (column === undefined) known.set(field, (column = readable(this.data(field))));
    return column as Column<At<D, K>>;
  }
  numbers(field: Keys<D>): Float64Array {
    return numbersOf(this.data(field, "number"), field, this);
  }
  codes(field: Keys<D>): Codes {
    return codesOf(this.data(field, "string"), field, this);
  }
  kind(field: Keys<D>): ColumnKind | undefined {
    return this.#declared(field) ?? this.#seen(field);
  }
  select(rows: ArrayLike<number>): Samples<D> {
    return new RowSamples<D>(this.take(rows), this.kinds);
  }
  *[Symbol.iterator](): Iterator<Sample<D>> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** The field as storage; `hint` names its kind when neither schema nor values do. */
  data(field: string, hint?: ColumnKind): ColumnData {
    const columns = (this.read.columns ??= new Map());
    let column = columns.get(field);
    if (column === undefined) {
      const kind = this.#declared(field) ?? this.#seen(field);
      column = extractColumn(this.rows, field, kind ?? hint ?? "json");
      if (kind || !hint) columns.set(field, column);
    }
    return column;
  }

  protected take(rows: ArrayLike<number>): Sample<D>[] {
    const taken = new Array<Sample<D>>(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = this.rows[rows[i]!] ?? outOfRange(rows[i]!, this.length);
    return taken;
  }

  #declared(field: string): ColumnKind | undefined {
    return this.kinds && Object.hasOwn(this.kinds, field) ? this.kinds[field] : undefined;
  }
  #seen(field: string): ColumnKind | undefined {
    const { value, known } = firstValue(this.rows, field);
    if (!known && this.kinds && !Object.hasOwn(this.kinds, field) && this.length > 0)
      throw new TandemError("samples/no-such-field", {
        field,
        known: [...new Set([...Object.keys(this.kinds), ...this.fields])],
      });
    return kindOfValue(value);
  }
}

/** Rows without their labels, weights and groups; columns are those of the labelled samples. */
export class BareRowSamples<D> extends RowSamples<D> {
  override at(row: number): Sample<D> {
    const { id, data } = super.at(row);
    return { id, data };
  }
  override select(rows: ArrayLike<number>): Samples<D> {
    return new BareRowSamples<D>(this.take(rows), this.kinds);
  }
}

export class LabeledRowSamples<D, L> extends RowSamples<D> implements LabeledSamples<D, L> {
  #labels: Labels<L> | undefined;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];
  declare readonly rows: readonly LabeledSample<D, L>[];

  constructor(rows: readonly LabeledSample<D, L>[], kinds: FieldKinds | undefined) {
    super(rows, kinds);
    if (rows.some((row) => row.weight !== undefined)) this.weights = Float64Array.from(rows, (row) => row.weight ?? 1);
    if (rows.some((row) => row.group !== undefined)) this.groups = rows.map((row) => row.group ?? row.id);
  }
  get labels(): Labels<L> {
    return (this.#labels ??= labelsOf(this.rows));
  }
  override at(row: number): LabeledSample<D, L> {
    return super.at(row) as LabeledSample<D, L>;
  }
  override select(rows: ArrayLike<number>): LabeledSamples<D, L> {
    return new LabeledRowSamples<D, L>(this.take(rows) as LabeledSample<D, L>[], this.kinds);
  }
  declare [Symbol.iterator]: () => Iterator<LabeledSample<D, L>>;
}

function labelsOf<L>(rows: readonly { readonly label: L }[]): Labels<L> {
  const labels = rows.map((row) => row.label);
  const first = labels.find((label) => label !== null && label !== undefined);
  return (
    typeof first === "number" ? Float64Array.from(labels as number[], (label) => label ?? NaN) : labels
  ) as Labels<L>;
}

function fieldsOf(rows: readonly Sample<unknown>[]): readonly string[] {
  const seen = new Set<string>();
  for (const { data } of rows) for (const field in data as object) seen.add(field);
  return [...seen];
}

function outOfRange(row: number, length: number): never {
  throw new TandemError("samples/row-out-of-range", { row, length });
}
