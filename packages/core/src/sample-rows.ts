import { kindOfValue, MISSING_BOOLEAN, MISSING_CODE, readable, type At, type Codes, type Column, type ColumnData, type ColumnKind, type Keys, type Labels } from "./column.ts";
import { TandemError } from "./errors.ts";
import type { FieldKinds } from "./schema.ts";
import type { LabeledSample, LabeledSamples, Sample, Samples } from "./samples.ts";
import { codesOf, numbersOf } from "./sample-columns.ts";

/** Samples from row objects, in order; the objects are kept, not copied. */
export function samplesOf<D>(rows: readonly Sample<D>[], kinds?: FieldKinds): Samples<D> {
  return new RowSamples<D, never>(rows, kinds);
}

/** Labelled samples from row objects. Weights and groups are there when any row has one. */
export function labeledSamplesOf<D, L>(rows: readonly LabeledSample<D, L>[], kinds?: FieldKinds): LabeledSamples<D, L> {
  return new LabeledRowSamples<D, L>(rows, kinds);
}

export class RowSamples<D, L> implements Samples<D> {
  #columns: Map<string, ColumnData> | undefined;
  #readable: Map<string, unknown> | undefined;
  #fields: readonly string[] | undefined;
  #ids: readonly string[] | undefined;

  constructor(
    readonly rows: readonly Sample<D>[],
    readonly kinds: FieldKinds | undefined,
  ) {}

  get length() {
    return this.rows.length;
  }
  get ids() {
    return (this.#ids ??= this.rows.map((row) => row.id));
  }
  get fields(): readonly string[] {
    if (!this.#fields) {
      const seen = new Set<string>();
      for (const { data } of this.rows) for (const field in data) seen.add(field);
      this.#fields = [...seen];
    }
    return this.#fields;
  }
  at(row: number): Sample<D> {
    return this.rows[row] ?? outOfRange(row, this.length);
  }
  column<K extends Keys<D>>(field: K): Column<At<D, K>> {
    this.#readable ??= new Map();
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
    return this.kinds?.[field] ?? this.#seenKind(field);
  }
  select(rows: ArrayLike<number>): Samples<D> {
    return new RowSamples<D, L>(this.take(rows), this.kinds);
  }
  *[Symbol.iterator](): Iterator<Sample<D>> {
    yield* this.rows;
  }

  /** The field as storage; `hint` names its kind when neither schema nor values do. */
  data(field: string, hint?: ColumnKind): ColumnData {
    this.#columns ??= new Map();
    let column = this.#columns.get(field);
    if (!column) {
      const kind = this.kinds?.[field] ?? this.#seenKind(field);
      column = this.#extract(field, kind ?? hint ?? "json");
      if (kind || !hint) this.#columns.set(field, column);
    }
    return column;
  }

  protected take(rows: ArrayLike<number>): Sample<D>[] {
    return Array.from(rows, (row) => this.at(row));
  }

  #value(row: number, field: string): unknown {
    const data = this.rows[row]!.data as Record<string, unknown>;
    return Object.hasOwn(data, field) ? data[field] : undefined;
  }
  #seenKind(field: string): ColumnKind | undefined {
    let kind: ColumnKind | undefined;
    let known = false;
    for (let row = 0; row < this.rows.length; row++) {
      const value = this.#value(row, field);
      known ||= value !== undefined;
      kind = kindOfValue(value);
      if (kind) return kind;
    }
    if (!known && this.kinds && this.rows.length > 0)
      throw new TandemError("samples/no-such-field", { field, known: [...new Set([...Object.keys(this.kinds), ...this.fields])] });
    return undefined;
  }
  #extract(field: string, kind: ColumnKind): ColumnData {
    const length = this.rows.length;
    const refuse = (row: number, value: unknown): never => {
      const found = kindOfValue(value) === "json" ? "an object" : `the ${kindOfValue(value)} ${JSON.stringify(value)}`;
      throw new TandemError("samples/wrong-type", { field, id: this.rows[row]!.id, expected: `a ${kind}`, found });
    };
    switch (kind) {
      case "number": {
        const values = new Float64Array(length);
        for (let row = 0; row < length; row++) {
          const value = this.#value(row, field);
          values[row] = typeof value === "number" ? value : value === null || value === undefined ? NaN : refuse(row, value);
        }
        return { kind, values };
      }
      case "date": {
        const values = new Float64Array(length);
        for (let row = 0; row < length; row++) {
          const value = this.#value(row, field);
          values[row] =
            value instanceof Date ? value.getTime() : typeof value === "number" ? value : value === null || value === undefined ? NaN : refuse(row, value);
        }
        return { kind, values };
      }
      case "boolean": {
        const values = new Uint8Array(length);
        for (let row = 0; row < length; row++) {
          const value = this.#value(row, field);
          values[row] = typeof value === "boolean" ? Number(value) : value === null || value === undefined ? MISSING_BOOLEAN : refuse(row, value);
        }
        return { kind, values };
      }
      case "string": {
        const codes = new Int32Array(length);
        const dictionary: string[] = [];
        const known = new Map<string, number>();
        for (let row = 0; row < length; row++) {
          const value = this.#value(row, field);
          if (typeof value === "string") {
            let code = known.get(value);
            if (code === undefined) known.set(value, (code = dictionary.push(value) - 1));
            codes[row] = code;
          } else codes[row] = value === null || value === undefined ? MISSING_CODE : refuse(row, value);
        }
        return { kind, codes, dictionary };
      }
      case "json":
        return { kind, values: Array.from({ length }, (_, row) => this.#value(row, field) ?? null) };
    }
  }
}

export class LabeledRowSamples<D, L> extends RowSamples<D, L> implements LabeledSamples<D, L> {
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
    if (this.#labels === undefined) {
      const labels = this.rows.map((row) => row.label);
      const first = labels.find((label) => label !== null && label !== undefined);
      this.#labels = (typeof first === "number" ? Float64Array.from(labels as number[], (label) => label ?? NaN) : labels) as Labels<L>;
    }
    return this.#labels;
  }
  override at(row: number): LabeledSample<D, L> {
    return super.at(row) as LabeledSample<D, L>;
  }
  override select(rows: ArrayLike<number>): LabeledSamples<D, L> {
    return new LabeledRowSamples<D, L>(this.take(rows) as LabeledSample<D, L>[], this.kinds);
  }
  override *[Symbol.iterator](): Iterator<LabeledSample<D, L>> {
    yield* this.rows;
  }
}

function outOfRange(row: number, length: number): never {
  throw new TandemError("samples/row-out-of-range", { row, length });
}
