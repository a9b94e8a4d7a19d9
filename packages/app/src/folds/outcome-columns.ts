import { predictionsOf, type Predictions } from "@tandem/core";

/** Predictions without their ids as plain data: independent of the model that made them, and able to cross threads. */
export type OutcomeColumns =
  | { readonly form: "rows"; readonly rows: readonly object[] }
  | { readonly form: "columns"; readonly length: number; readonly columns: Readonly<Record<string, OutcomeColumn>> };

type OutcomeColumn = ArrayLike<unknown> | { readonly width: number; readonly numbers: Float64Array };

/** Outcomes of classifiers and regressors are kept by column, as every row has the same fields; others by row. */
export function outcomeColumns(predictions: Predictions<object>, uniform: boolean): OutcomeColumns {
  const first = predictions.length > 0 ? predictions.at(0) : undefined;
  if (!uniform || !first) return { form: "rows", rows: [...predictions].map(({ id: _id, ...outcome }) => outcome) };
  const fields = Object.keys(first).filter((field) => field !== "id");
  const read = predictions.column as (field: string) => ArrayLike<unknown>;
  return {
    form: "columns",
    length: predictions.length,
    columns: Object.fromEntries(fields.map((field) => [field, packed(read(field))])),
  };
}

export function openOutcomes<O extends object>(ids: readonly string[], stored: OutcomeColumns): Predictions<O> {
  if (stored.form === "rows") return predictionsOf<O>(ids, stored.rows as readonly O[]);
  const columns = Object.fromEntries(
    Object.entries(stored.columns).map(([field, column]) => [field, unpacked(column)]),
  );
  return predictionsOf<O>(ids, {
    length: stored.length,
    at: (row) => Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, column[row]])) as O,
    column: (field) => columns[field] ?? [],
  });
}

/** Rows of equally many numbers (probabilities) as one typed array; anything else as it is. */
function packed(column: ArrayLike<unknown>): OutcomeColumn {
  const width = Array.isArray(column[0]) ? column[0].length : 0;
  if (width === 0) return column;
  const numbers = new Float64Array(column.length * width);
  for (let row = 0; row < column.length; row++) {
    const values = column[row];
    if (!Array.isArray(values) || values.length !== width || !values.every((value) => typeof value === "number"))
      return column;
    numbers.set(values, row * width);
  }
  return { width, numbers };
}

function unpacked(column: OutcomeColumn): ArrayLike<unknown> {
  if (!("width" in column)) return column;
  const { width, numbers } = column;
  return Array.from({ length: numbers.length / width }, (_, row) =>
    Array.from(numbers.subarray(row * width, (row + 1) * width)),
  );
}
