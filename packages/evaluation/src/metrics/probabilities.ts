import { TandemError, type Label, type ProbabilityRows } from "@tandem/core";
import { checkClasses, distinctLabels, encodeLabels, positiveClass } from "./classes.ts";
import type { ClassOptions } from "./confusion.ts";
import { badValue, checkAligned, checkSome, weightsOf } from "./inputs.ts";

export interface ProbabilityOptions<L> extends ClassOptions<L> {
  /** Where there is one number per sample: the class whose probability it is. Default as for binary metrics. */
  readonly positive?: L | undefined;
}

/** Probabilities of every class for every row, checked. */
export interface ProbabilityInput {
  /** Number of classes. */
  readonly width: number;
  /** The class of each label, counted from 0. */
  readonly codes: Int32Array;
  /** rows x width, row-major. */
  readonly probabilities: Float64Array;
  readonly weights: Float64Array | undefined;
}

/**
 * One number per sample, or one per class in the order of `classes`, by default the labels' sorted classes.
 * @throws TandemError `metric/bad-value` for what is no probability, or rows that do not sum to 1 within 1e-3 (float32 models round).
 */
export function probabilityInput<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  given: ProbabilityRows | ArrayLike<number>,
  options: ProbabilityOptions<L>,
): ProbabilityInput {
  checkSome(metric, labels.length);
  const weights = weightsOf(metric, options.weights, labels.length);
  const input = isSingle(given, labels.length)
    ? twoClasses(metric, labels, given, options)
    : manyClasses(metric, labels, given as ProbabilityRows, options);
  checkProbabilities(metric, input.probabilities, input.width);
  return { ...input, weights };
}

function isSingle(given: ProbabilityRows | ArrayLike<number>, rows: number): given is ArrayLike<number> {
  return given.length === rows && typeof given[0] === "number";
}

function twoClasses<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  given: ArrayLike<number>,
  options: ProbabilityOptions<L>,
) {
  const known = options.classes ?? distinctLabels(metric, labels);
  const positive = positiveClass(metric, known, options.positive);
  const others = known.filter((label) => label !== positive);
  if (others.length > 1)
    throw new TandemError("metric/bad-option", {
      metric,
      option: "probabilities",
      found: "one number per sample",
      expected: `one for each of the classes ${known.join(", ")}`,
    });
  const codes = Int32Array.from(encodeLabels(metric, "the label", labels, [...others, positive]), (code) =>
    others.length === 0 ? 1 : code,
  );
  return { width: 2, codes, probabilities: bothSides(given) };
}

function manyClasses<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  given: ProbabilityRows,
  options: ProbabilityOptions<L>,
) {
  const classes = options.classes ?? distinctLabels(metric, labels);
  checkClasses(metric, classes, 2);
  return {
    width: classes.length,
    codes: encodeLabels(metric, "the label", labels, classes),
    probabilities: flatten(metric, given, labels.length, classes.length),
  };
}

function bothSides(positives: ArrayLike<number>): Float64Array {
  const flat = new Float64Array(positives.length * 2);
  for (let row = 0; row < positives.length; row++) {
    flat[2 * row] = 1 - positives[row]!;
    flat[2 * row + 1] = positives[row]!;
  }
  return flat;
}

function flatten(metric: string, given: ProbabilityRows, rows: number, classes: number): Float64Array {
  if (!Array.isArray(given)) {
    const values = given as Float64Array | Float32Array;
    checkAligned(metric, rows * classes, "probabilities", values.length);
    return values instanceof Float64Array ? values : Float64Array.from(values);
  }
  checkAligned(metric, rows, "rows of probabilities", given.length);
  const flat = new Float64Array(rows * classes);
  given.forEach((values: readonly number[], row) => {
    if (values.length !== classes)
      throw badValue(metric, "the number of probabilities", row, values.length, `${classes}, one per class`);
    flat.set(values, row * classes);
  });
  return flat;
}

function checkProbabilities(metric: string, flat: Float64Array, classes: number): void {
  for (let start = 0; start < flat.length; start += classes) {
    let total = 0;
    for (let i = start; i < start + classes; i++) {
      const value = flat[i]!;
      if (!(value >= 0 && value <= 1 + 1e-6))
        throw badValue(metric, "the probability", start / classes, value, "a number in [0, 1]");
      total += value;
    }
    if (!(Math.abs(total - 1) <= 1e-3))
      throw badValue(metric, "the sum of the probabilities", start / classes, total, "1");
  }
}
