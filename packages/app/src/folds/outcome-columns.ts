import { predictionsOf, type Predictions } from "@tandem/core";

/** Predictions without their ids as plain data: independent of the model that made them, and able to cross threads. */
export type OutcomeColumns =
  | { readonly form: "rows"; readonly rows: readonly object[] }
  | { readonly form: "columns"; readonly length: number; readonly columns: Readonly<Record<string, OutcomeColumn>> };

type OutcomeColumn = ArrayLike<unknown> | { readonly width: number; readonly numbers: Float64Array };

/** The same predictions, each column asked of the model no more than once: packing and judging read the same ones. */
export function readOnce<O extends object>(predictions: Predictions<O>): Predictions<O> {
  const columns = new Map<string, unknown>();
  const column = ((field: never) => {
    if (!columns.has(field)) columns.set(field, predictions.column(field));
    return columns.get(field);
  }) as Predictions<O>["column"];
  const { length } = predictions;
  return {
    length,
    column,
    get ids() {
      return predictions.ids;
    },
    ...(predictions.fields ? { fields: predictions.fields } : {}),
    at: (row) => predictions.at(row),
    [Symbol.iterator]: () => predictions[Symbol.iterator](),
  };
}

/** Outcomes of classifiers and regressors are kept by column, as every row has the same fields; others by row. */
export function outcomeColumns(predictions: Predictions<object>, uniform: boolean): OutcomeColumns {
  if (!uniform || predictions.length === 0)
    return { form: "rows", rows: [...predictions].map(({ id: _id, ...outcome }) => outcome) };
  const fields = predictions.fields ?? Object.keys(predictions.at(0)).filter((field) => field !== "id");
  const columns = predictions as Predictions<Record<string, unknown>>;
  return {
    form: "columns",
    length: predictions.length,
    columns: Object.fromEntries(fields.map((field) => [field, packed(columns.column(field))])),
  };
}

export function openOutcomes<O extends object>(ids: readonly string[], stored: OutcomeColumns): Predictions<O> {
  if (stored.form === "rows") return predictionsOf<O>(ids, stored.rows as readonly O[]);
  const { columns, length } = stored;
  const unpacked = new Map<string, ArrayLike<unknown>>();
  const column = (field: string): ArrayLike<unknown> => {
    let values = unpacked.get(field);
    if (!values) unpacked.set(field, (values = Object.hasOwn(columns, field) ? opened(columns[field]!) : []));
    return values;
  };
  const fields = Object.keys(columns);
  return predictionsOf<O>(ids, {
    length,
    at: (row) => Object.fromEntries(fields.map((field) => [field, column(field)[row]])) as O,
    column,
  });
}

/** Rows of equally many numbers (probabilities) as one typed array; anything else as it is. */
function packed(column: ArrayLike<unknown>): OutcomeColumn {
  const width = Array.isArray(column[0]) ? column[0].length : 0;
  if (width === 0) return column;
  const numbers = new Float64Array(column.length * width);
  for (let row = 0, at = 0; row < column.length; row++) {
    const values = column[row];
    if (!Array.isArray(values) || values.length !== width) return column;
    for (let i = 0; i < width; i++) {
      const value: unknown = values[i];
      if (typeof value !== "number") return column;
      numbers[at++] = value;
    }
  }
  return { width, numbers };
}

function opened(column: OutcomeColumn): ArrayLike<unknown> {
  if (!("width" in column)) return column;
  const { width, numbers } = column;
  const rows = new Array<readonly number[]>(numbers.length / width);
  for (let row = 0, at = 0; row < rows.length; row++) {
    const values = new Array<number>(width);
    for (let i = 0; i < width; i++) values[i] = numbers[at++]!;
    rows[row] = values;
  }
  return rows;
}
