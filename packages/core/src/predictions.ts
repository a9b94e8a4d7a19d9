import { kindOfValue, type At, type Column, type Keys } from "./column.ts";
import { TandemError } from "./errors.ts";
import type { Identified, SampleId } from "./samples.ts";
import type { Label } from "./task.ts";

/** An outcome under the id of its sample. */
export type Prediction<O> = O & { readonly id: SampleId };

/** A batch of predictions, one per sample in the samples' order, readable by row or by column. */
export interface Predictions<O> extends Iterable<Prediction<O>> {
  readonly length: number;
  readonly ids: readonly SampleId[];
  /** Names of what an outcome says, where they can be told without writing out ids. */
  readonly fields?: readonly string[];
  /** What the numbers of `probabilities` belong to, in their order, for outcomes of a classifier. */
  readonly classes?: readonly Label[];
  /** @throws TandemError `samples/row-out-of-range` */
  at(row: number): Prediction<O>;
  column<K extends Keys<O>>(field: K): Column<At<O, K>>;
}

/** Outcomes by row and by column without ids: for models that hold them in a form of their own. */
export interface OutcomeTable<O> {
  readonly length: number;
  /** See {@link Predictions.classes}. */
  readonly classes?: readonly Label[];
  at(row: number): O;
  column(field: string): ArrayLike<unknown>;
}

/** What a model's `infer` returns: rows, columns of equal length, or a table of its own. */
export type Outcomes<O> = readonly O[] | { readonly [K in keyof O]: Column<O[K]> } | OutcomeTable<O>;

/** @throws TandemError `model/bad-output` unless there is one outcome per id. */
export function predictionsOf<O extends object>(
  ids: readonly SampleId[],
  outcomes: Outcomes<O>,
  model = "the model",
): Predictions<O> {
  return new TablePredictions(ids, checkedTable(outcomes, ids.length, model));
}

/** No predictions; they still say which fields, and of which classes, any would have. */
export function noPredictions<O extends object>(
  fields: readonly string[],
  classes: readonly Label[] | undefined,
): Predictions<O> {
  return new TablePredictions([], { ...rowTable<O>([]), ...(classes ? { classes } : {}) }, fields);
}

/** {@link predictionsOf} for ids that are written out when they are asked for. */
export function predictionsOver<O extends object>(
  samples: Identified,
  length: number,
  outcomes: Outcomes<O>,
  model: string,
): Predictions<O> {
  const table = checkedTable(outcomes, length, model);
  let whole: Predictions<O> | undefined;
  const written = () => (whole ??= new TablePredictions(samples.ids, table));
  return {
    get ids() {
      return samples.ids;
    },
    get fields() {
      return length === 0 ? [] : Object.keys(table.at(0));
    },
    ...(table.classes ? { classes: table.classes } : {}),
    length,
    at: (row) => written().at(row),
    column: <K extends Keys<O>>(field: K) => table.column(field) as unknown as Column<At<O, K>>,
    [Symbol.iterator]: () => written()[Symbol.iterator](),
  };
}

/** A class, as batches of one are made for every question that a service is asked. */
class TablePredictions<O extends object> implements Predictions<O> {
  readonly length: number;
  declare readonly classes?: readonly Label[];
  declare readonly fields?: readonly string[];

  constructor(
    readonly ids: readonly SampleId[],
    private readonly table: OutcomeTable<O>,
    fields?: readonly string[],
  ) {
    this.length = ids.length;
    if (table.classes) this.classes = table.classes;
    if (fields) this.fields = fields;
  }

  at(row: number): Prediction<O> {
    const { ids, length } = this;
    if (!(row >= 0 && row < length)) throw new TandemError("samples/row-out-of-range", { row, length });
    return { id: ids[row]!, ...this.table.at(row) };
  }
  column<K extends Keys<O>>(field: K): Column<At<O, K>> {
    return this.table.column(field) as unknown as Column<At<O, K>>;
  }
  *[Symbol.iterator](): Iterator<Prediction<O>> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

function checkedTable<O extends object>(outcomes: Outcomes<O>, length: number, model: string): OutcomeTable<O> {
  const table = outcomeTable(outcomes, model);
  if (table.length === length) return table;
  const reason = `${table.length} predictions for ${length} samples; return one per sample, in order`;
  throw new TandemError("model/bad-output", { model, reason });
}

function outcomeTable<O extends object>(outcomes: Outcomes<O>, model: string): OutcomeTable<O> {
  if (Array.isArray(outcomes)) return rowTable(outcomes as readonly O[]);
  if (typeof (outcomes as OutcomeTable<O>).at === "function") return outcomes as OutcomeTable<O>;
  return columnTable(outcomes as Record<string, ArrayLike<unknown>>, model);
}

function rowTable<O>(rows: readonly O[]): OutcomeTable<O> {
  return {
    length: rows.length,
    at: (row) => rows[row]!,
    column(field) {
      const values = rows.map((row) => (row as Record<string, unknown>)[field] ?? null);
      const numeric = kindOfValue(values.find((value) => value !== null)) === "number";
      return numeric ? Float64Array.from(values, (value) => (value as number | null) ?? NaN) : values;
    },
  };
}

function columnTable<O>(columns: Record<string, ArrayLike<unknown>>, model: string): OutcomeTable<O> {
  const fields = Object.keys(columns);
  const length = columns[fields[0] ?? ""]?.length ?? 0;
  for (const field of fields)
    if (columns[field]!.length !== length)
      throw new TandemError("model/bad-output", {
        model,
        reason: `column "${field}" of ${columns[field]!.length} values beside ${length}`,
      });
  return {
    length,
    at(row) {
      const outcome: Record<string, unknown> = {};
      for (const field of fields) outcome[field] = columns[field]![row];
      return outcome as O;
    },
    column(field) {
      if (!Object.hasOwn(columns, field)) throw new TandemError("samples/no-such-field", { field, known: fields });
      return columns[field]!;
    },
  };
}
