import { TandemError, type ColumnData, type Samples, type Signal, type Task } from "@tandem/core";
import { ascendingOrder } from "../metrics/order.ts";
import type { Predictor } from "./permutation-importance.ts";
import { replaceable } from "./replaced-column.ts";

export interface DependenceOptions<L> {
  /** Values to set the field to. Default: up to 20 quantiles of a number, the values of anything else by frequency, at most 20. */
  readonly values?: readonly (number | string | boolean)[];
  /** The class whose probability is looked at. Default: the task's positive class. */
  readonly positive?: L;
  /** Where `positive` is not the later of two sorted classes: the classes that the model knows, sorted. */
  readonly classes?: readonly L[];
  readonly signal?: Signal;
}

export interface Dependence {
  readonly field: string;
  readonly values: readonly (number | string | boolean)[];
  /** The mean prediction (a regressor's label, a classifier's probability) when every sample has the value. */
  readonly means: Float64Array;
}

/**
 * How predictions change with one field, all others as they are (Friedman's partial dependence). Where the field goes
 * with others, some of the samples made up for it are unlike any real one.
 * @throws TandemError `metric/bad-option` where the field is not there, or the class is not known
 */
export async function partialDependence<D, L, O>(
  model: Predictor<D, O>,
  task: Task<L, O>,
  samples: Samples<D>,
  field: string,
  options: DependenceOptions<L> = {},
): Promise<Dependence> {
  const table = replaceable(samples);
  const column = table.columns[field];
  if (!column) throw unusable("field", field, `one of ${table.fields.join(", ")}`);
  const values = options.values ?? gridOf(column);
  const means = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    options.signal?.throwIfAborted();
    const predictions = await model.predict(
      table.with(field, constant(column, values[i]!, samples.length)),
      options.signal ? { signal: options.signal } : {},
    );
    const outcomes = predictions as unknown as { column(name: string): ArrayLike<unknown> };
    means[i] =
      task.kind === "classification"
        ? meanProbability(outcomes, options.positive ?? task.positive, options.classes)
        : meanLabel(outcomes);
  }
  return { field, values, means };
}

const LIMIT = 20;

function gridOf(column: ColumnData): readonly (number | string | boolean)[] {
  if (column.kind === "number" || column.kind === "date")
    return quantiles(column.values.filter((value) => !Number.isNaN(value)));
  if (column.kind === "boolean") return [false, true];
  if (column.kind === "json")
    throw unusable("values", "missing", "values to set the field to, as it holds neither numbers nor strings");
  const counts = new Map<string, number>();
  for (const code of column.codes)
    if (code >= 0) counts.set(column.dictionary[code]!, (counts.get(column.dictionary[code]!) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, LIMIT)
    .map(([value]) => value);
}

function quantiles(values: Float64Array): readonly number[] {
  const order = ascendingOrder(values);
  const steps = Array.from(
    { length: LIMIT },
    (_, i) => values[order[Math.round((i / (LIMIT - 1)) * (order.length - 1))]!]!,
  );
  return values.length === 0 ? [] : [...new Set(steps)];
}

function constant(like: ColumnData, value: number | string | boolean, length: number): ColumnData {
  switch (like.kind) {
    case "number":
    case "date":
      return { kind: like.kind, values: new Float64Array(length).fill(Number(value)) };
    case "boolean":
      return { kind: "boolean", values: new Uint8Array(length).fill(value ? 1 : 0) };
    case "string":
      return { kind: "string", codes: new Int32Array(length), dictionary: [String(value)] };
    case "json":
      return { kind: "json", values: new Array<unknown>(length).fill(value) };
  }
}

function meanLabel(outcomes: { column(name: string): ArrayLike<unknown> }): number {
  const labels = outcomes.column("label") as ArrayLike<number>;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += labels[row]!;
  return sum / labels.length;
}

function meanProbability<L>(
  outcomes: { column(name: string): ArrayLike<unknown> },
  positive: L | undefined,
  classes: readonly L[] | undefined,
): number {
  const rows = outcomes.column("probabilities") as ArrayLike<readonly number[]>;
  const width = rows[0]?.length ?? 0;
  const place =
    classes && positive !== undefined
      ? classes.indexOf(positive)
      : width === 2
        ? placeOf(outcomes, rows, positive)
        : -1;
  if (place < 0)
    throw unusable("classes", "missing", "the classes that the model knows, sorted, and which of them is positive");
  let sum = 0;
  for (let row = 0; row < rows.length; row++) sum += rows[row]![place]!;
  return sum / rows.length;
}

/** Which of two probabilities is the positive class's, as any prediction tells; the second where no class is positive. */
function placeOf<L>(
  outcomes: { column(name: string): ArrayLike<unknown> },
  rows: ArrayLike<readonly number[]>,
  positive: L | undefined,
): number {
  if (positive === undefined) return 1;
  const highest = rows[0]![0]! >= rows[0]![1]! ? 0 : 1;
  return outcomes.column("label")[0] === positive ? highest : 1 - highest;
}

function unusable(option: string, found: string, expected: string): TandemError {
  return new TandemError("metric/bad-option", { metric: "partialDependence", option, found, expected });
}
