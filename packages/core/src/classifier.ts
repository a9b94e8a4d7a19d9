import { andThen, type Awaitable } from "./awaitable.ts";
import { TandemError } from "./errors.ts";
import { ofClasses, ofTwoClasses, type Bad } from "./class-table.ts";
import { countRows, type Features, type LabeledDataset } from "./features.ts";
import { Model, type FittedModel, type TrainOptions } from "./model.ts";
import type { OutcomeTable } from "./predictions.ts";
import type { Run, Signal } from "./run.ts";
import type { Classified, Label } from "./task.ts";

/**
 * Class probabilities: rows x classes row-major in one typed array, or one row per sample. For two classes one number
 * per sample is enough: the probability of the second class.
 */
export type ProbabilityRows = Float64Array | Float32Array | readonly (readonly number[])[];

/** A model that gives each sample a probability per class; the label is the most probable class, the first among equals. */
export abstract class Classifier<F extends Features, L extends Label, E> extends Model<F, L, Classified<L>, E> {
  /** The classes the estimator knows, sorted as {@link sortedClasses} sorts. */
  protected abstract override classes(estimator: E): readonly L[];
  protected abstract probabilities(estimator: E, features: F, signal?: Signal): Awaitable<ProbabilityRows>;

  /** @throws TandemError `dataset/one-class` unless there is an estimator to go on from, which has its classes; and as {@link Model.fit} */
  override async fit(
    data: LabeledDataset<F, L>,
    run?: Run,
    options: TrainOptions<F, L, E> = {},
  ): Promise<FittedModel<F, Classified<L>, E>> {
    if (options.previous === undefined) this.checkLabels(data.labels as ArrayLike<L>);
    return super.fit(data, run, options);
  }

  /** A model that learns nothing from labels takes any. @throws TandemError `dataset/one-class` */
  protected checkLabels(labels: ArrayLike<L>): void {
    if (labels.length === 0) return;
    for (let row = 1; row < labels.length; row++) if (labels[row] !== labels[0]) return;
    throw new TandemError("dataset/one-class", { model: this.title, found: String(labels[0]) });
  }

  protected override infer(estimator: E, features: F, signal?: Signal): Awaitable<OutcomeTable<Classified<L>>> {
    const classes = this.classes(estimator);
    const bad = (reason: string) => new TandemError("model/bad-output", { model: this.title, reason });
    for (let i = 1; i < classes.length; i++)
      if (!(classes[i - 1]! < classes[i]!))
        throw bad(`classes [${classes.join(", ")}]: they must be distinct and sorted`);
    return andThen(this.probabilities(estimator, features, signal), (given) =>
      tableOf(classes, given, countRows(features), bad),
    );
  }
}

/** The distinct labels in the order that `probabilities` use: numbers by value, strings by code unit, false before true. */
export function sortedClasses<L extends Label>(labels: ArrayLike<L>): readonly L[] {
  const seen = new Set<L>();
  for (let row = 0; row < labels.length; row++) seen.add(labels[row]!);
  return [...seen].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function tableOf<L extends Label>(
  classes: readonly L[],
  given: ProbabilityRows,
  rows: number,
  bad: Bad,
): OutcomeTable<Classified<L>> {
  const single = classes.length === 2 && given.length === rows && !Array.isArray(given);
  const table = single ? ofTwoClasses(classes, given as Float64Array | Float32Array) : undefined;
  return table ?? ofClasses(classes, flatten(given, rows, classes.length, bad), bad);
}

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
