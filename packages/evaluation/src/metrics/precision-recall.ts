import { TandemError, type Label } from "@tandem/core";
import { positiveClass } from "./classes.ts";
import { confusionFor, marginsOf, type ClassOptions, type ConfusionMatrix } from "./confusion.ts";

/** `macro`: the classes' plain mean; `weighted`: by their frequency; `micro`: over all decisions, which is the accuracy where no class is left out. */
export type Average = "macro" | "micro" | "weighted";

export interface AverageOptions<L> extends ClassOptions<L> {
  /** The class that the metric is about. Default without `average`: see {@link positiveClass}. */
  readonly positive?: L | undefined;
  readonly average?: Average | undefined;
}

export interface ClassScores<L> {
  readonly label: L;
  /** Of those predicted as the class, the part that is of it; 0 where none was predicted. */
  readonly precision: number;
  /** Of those of the class, the part that was predicted as it; 0 where there is none. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Weight of the samples of the class. */
  readonly support: number;
}

/** Precision, recall and F1 of every class. */
export function classScores<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): readonly ClassScores<L>[] {
  return classScoresOf(confusionFor("classScores", labels, predicted, options));
}
export function precision<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: AverageOptions<L> = {},
): number {
  return averaged("precision", labels, predicted, options, precisionScore);
}
export function recall<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: AverageOptions<L> = {},
): number {
  return averaged("recall", labels, predicted, options, recallScore);
}
export function f1<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: AverageOptions<L> = {},
): number {
  return averaged("f1", labels, predicted, options, fScore(1));
}
/** The F score that counts recall `beta` times as much as precision. */
export function fBeta<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  beta: number,
  options: AverageOptions<L> = {},
): number {
  if (!(beta >= 0))
    throw new TandemError("metric/bad-option", {
      metric: "fBeta",
      option: "beta",
      found: String(beta),
      expected: "a number of at least 0",
    });
  return averaged("fBeta", labels, predicted, options, fScore(beta));
}

type Score = (right: number, known: number, predicted: number) => number;
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const precisionScore: Score = (right, _known, predicted) => ratio(right, predicted);
const recallScore: Score = (right, known) => ratio(right, known);
const fScore =
  (beta: number): Score =>
  (right, known, predicted) =>
    ratio((1 + beta ** 2) * right, beta ** 2 * known + predicted);

export function classScoresOf<L>(matrix: ConfusionMatrix<L>): readonly ClassScores<L>[] {
  const { known, predicted, right } = marginsOf(matrix);
  return matrix.classes.map((label, code) => ({
    label,
    precision: ratio(right[code]!, predicted[code]!),
    recall: ratio(right[code]!, known[code]!),
    f1: fScore(1)(right[code]!, known[code]!, predicted[code]!),
    support: known[code]!,
  }));
}

function averaged<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: AverageOptions<L>,
  score: Score,
): number {
  const { positive, average, ...rest } = options;
  const matrix = confusionFor(metric, labels, predicted, rest);
  if (average !== undefined) return averageOf(matrix, average, score);
  return scoreOf(matrix, positiveClass(metric, rest.classes ?? matrix.classes, positive), score);
}

/** Precision, recall and F1 of one class, or averaged over all. */
export function decisionScores<L>(
  matrix: ConfusionMatrix<L>,
  about: { readonly positive: L } | { readonly average: Average },
) {
  const of = (score: Score) =>
    "positive" in about ? scoreOf(matrix, about.positive, score) : averageOf(matrix, about.average, score);
  return { precision: of(precisionScore), recall: of(recallScore), f1: of(fScore(1)) };
}

function scoreOf<L>(matrix: ConfusionMatrix<L>, label: L, score: Score): number {
  const { known, predicted, right } = marginsOf(matrix);
  const code = matrix.classes.indexOf(label);
  return code < 0 ? 0 : score(right[code]!, known[code]!, predicted[code]!);
}

function averageOf(matrix: ConfusionMatrix<unknown>, average: Average, score: Score): number {
  const { known, predicted, right } = marginsOf(matrix);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  if (average === "micro") return score(total(right), total(known), total(predicted));
  const scores = right.map((weight, code) => score(weight, known[code]!, predicted[code]!));
  if (average === "macro") return total(scores) / scores.length;
  return total(scores.map((value, code) => value * known[code]!)) / total(known);
}
