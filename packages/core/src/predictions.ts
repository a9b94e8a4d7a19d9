import { kindOfValue, type At, type Column, type Keys } from "./column.ts";
import { TandemError } from "./errors.ts";
import type { SampleId } from "./samples.ts";

/** An outcome under the id of its sample. */
export type Prediction<O> = O & { readonly id: SampleId };

/** A batch of predictions, one per sample in the samples' order, readable by row or by column. */
export interface Predictions<O> extends Iterable<Prediction<O>> {
  readonly length: number;
  readonly ids: readonly SampleId[];
  /** Names of what the first outcome says, without its id; none where there is no outcome. */
  readonly fields?: readonly string[];
  /** @throws TandemError `samples/row-out-of-range` */
  at(row: number): Prediction<O>;
  column<K extends Keys<O>>(field: K): Column<At<O, K>>;
}

/** Outcomes by row and by column without ids: for models that hold them in a form of their own. */
export interface OutcomeTable<O> {
  readonly length: number;
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
  return predictionsOver({ length: ids.length, ids: () => ids }, outcomes, model);
}

/** The same for ids that are written out when they are asked for. */
export function predictionsOver<O extends object>(
  { length, ids }: { readonly length: number; ids(): readonly SampleId[] },
  outcomes: Outcomes<O>,
  model: string,
): Predictions<O> {
  const table = outcomeTable(outcomes, model);
  if (table.length !== length)
    throw new TandemError("model/bad-output", {
      model,
      reason: `${table.length} predictions for ${length} samples; return one per sample, in order`,
    });
  const at = (row: number): Prediction<O> => {
    if (!(row >= 0 && row < length)) throw new TandemError("samples/row-out-of-range", { row, length });
    return { id: ids()[row]!, ...table.at(row) };
  };
  return {
    get ids() {
      return ids();
    },
    get fields() {
      return length === 0 ? [] : Object.keys(table.at(0));
    },
    length,
    at,
    column: <K extends Keys<O>>(field: K) => table.column(field) as unknown as Column<At<O, K>>,
    *[Symbol.iterator]() {
      for (let row = 0; row < length; row++) yield at(row);
    },
  };
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
