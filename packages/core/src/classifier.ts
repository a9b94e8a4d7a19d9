import type { Awaitable } from "./awaitable.ts";
import { TandemError } from "./errors.ts";
import { countRows, type Features } from "./features.ts";
import { Model } from "./model.ts";
import type { OutcomeTable } from "./predictions.ts";
import type { Signal } from "./run.ts";
import type { Classified, Label } from "./task.ts";

/**
 * Class probabilities: rows x classes row-major in one typed array, or one row per sample. For two classes one number
 * per sample is enough: the probability of the second class.
 */
export type ProbabilityRows = Float64Array | Float32Array | readonly (readonly number[])[];

/** A model that gives each sample a probability per class; the label is the most probable class, the first among equals. */
export abstract class Classifier<F extends Features, L extends Label, E> extends Model<F, L, Classified<L>, E> {
  /** The classes the estimator knows, sorted as {@link sortedClasses} sorts. */
  protected abstract classes(estimator: E): readonly L[];
  protected abstract probabilities(estimator: E, features: F, signal?: Signal): Awaitable<ProbabilityRows>;

  protected override infer(estimator: E, features: F, signal?: Signal): Awaitable<OutcomeTable<Classified<L>>> {
    const classes = this.classes(estimator);
    const bad = (reason: string) => new TandemError("model/bad-output", { model: this.title, reason });
    for (let i = 1; i < classes.length; i++)
      if (!(classes[i - 1]! < classes[i]!))
        throw bad(`classes [${classes.join(", ")}]: they must be distinct and sorted`);
    const read = (given: ProbabilityRows) =>
      classified(classes, flatten(given, countRows(features), classes.length, bad), bad);
    const given = this.probabilities(estimator, features, signal);
    return "then" in given ? Promise.resolve(given).then(read) : read(given);
  }
}

/** The distinct labels in the order that `probabilities` use: numbers by value, strings by code unit, false before true. */
export function sortedClasses<L extends Label>(labels: ArrayLike<L>): readonly L[] {
  return [...new Set(Array.from(labels))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

type Bad = (reason: string) => TandemError;

/** rows x classes in one Float64Array, checked for shape. */
function flatten(given: ProbabilityRows, rows: number, classes: number, bad: Bad): Float64Array {
  if (Array.isArray(given)) {
    const flat = new Float64Array(rows * classes);
    if (given.length !== rows) throw bad(`${given.length} rows of probabilities for ${rows} samples`);
    for (let row = 0; row < rows; row++) {
      const values = given[row] as readonly number[];
      if (values.length !== classes) throw bad(`${values.length} probabilities in row ${row} for ${classes} classes`);
      flat.set(values, row * classes);
    }
    return flat;
  }
  const values = given as Float64Array | Float32Array;
  if (values.length === rows * classes) return values instanceof Float64Array ? values : Float64Array.from(values);
  if (classes !== 2 || values.length !== rows)
    throw bad(`${values.length} probabilities for ${rows} samples of ${classes} classes`);
  const flat = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    flat[2 * row] = 1 - values[row]!;
    flat[2 * row + 1] = values[row]!;
  }
  return flat;
}

function classified<L extends Label>(classes: readonly L[], flat: Float64Array, bad: Bad): OutcomeTable<Classified<L>> {
  const width = classes.length;
  const length = width === 0 ? 0 : flat.length / width;
  const best = new Int32Array(length);
  const probability = new Float64Array(length);
  for (let row = 0, start = 0; row < length; row++, start += width) {
    let top = 0;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const p = flat[start + k]!;
      if (!(p >= 0 && p <= 1 + 1e-6))
        throw bad(`probability ${p} for class ${String(classes[k])} in row ${row}; it must lie in [0, 1]`);
      sum += p;
      if (p > flat[start + top]!) top = k;
    }
    if (Math.abs(sum - 1) > 1e-3) throw bad(`probabilities that sum to ${sum} in row ${row}; they must sum to 1`);
    best[row] = top;
    probability[row] = Math.min(1, flat[start + top]!);
  }
  const rowOf = (row: number) => {
    const values = new Array<number>(width);
    for (let k = 0; k < width; k++) values[k] = flat[row * width + k]!;
    return values;
  };
  const labelOf = (row: number) => classes[best[row]!]!;
  return {
    length,
    at: (row) => ({ label: labelOf(row), probability: probability[row]!, probabilities: rowOf(row) }),
    column(field) {
      if (field === "probability") return probability;
      if (field === "probabilities") return Array.from({ length }, (_, row) => rowOf(row));
      if (field !== "label")
        throw new TandemError("samples/no-such-field", { field, known: ["label", "probability", "probabilities"] });
      const labels = Array.from({ length }, (_, row) => labelOf(row));
      return typeof classes[0] === "number" ? Float64Array.from(labels as number[]) : labels;
    },
  };
}
