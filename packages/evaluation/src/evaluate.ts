import type { Label, Labels, Predictions, Task } from "@tandem/core";
import { accuracyOf, balancedAccuracyOf, matthewsOf } from "./metrics/agreement.ts";
import { confusionFor } from "./metrics/confusion.ts";
import { checkAligned, type Weighted } from "./metrics/inputs.ts";
import { meanPrecision } from "./metrics/precision-recall-curve.ts";
import { decisionScores } from "./metrics/precision-recall.ts";
import { probabilityInput, type ProbabilityInput } from "./metrics/probabilities.ts";
import { brierOf, logLossOf } from "./metrics/proper-scores.ts";
import { bias, mae, mape, medianAbsoluteError, r2, rmse } from "./metrics/regression.ts";
import { areaUnder } from "./metrics/roc.ts";
import { sweep } from "./metrics/thresholds.ts";
import { classProbabilities, probabilityOf } from "./predicted-classes.ts";

/** Metrics by name. One that the samples can't give (ROC-AUC of one class) is absent. */
export type Metrics = Readonly<Record<string, number>>;

export interface EvaluateOptions<L> extends Weighted {
  /** The classes that the model knows, sorted: those of its training labels. Default: what labels and predictions show. */
  readonly classes?: readonly L[] | undefined;
}

/**
 * The metrics of a task's kind. Classification: accuracy, balancedAccuracy, precision, recall, f1, mcc, logLoss, brier,
 * rocAuc and prAuc, of the positive class if the task has one and else averaged over the classes (macro, one against
 * the rest). Regression: mae, rmse, r2, mape, medianAe and bias. Custom: what the task's `score` says.
 * @throws TandemError `metric/too-few`, `metric/misaligned`, `metric/bad-value`, `metric/unknown-label`
 */
export function evaluate<L, O>(
  task: Task<L, O>,
  predictions: Predictions<O>,
  labels: Labels<L> | ArrayLike<L>,
  options: EvaluateOptions<L> = {},
): Metrics {
  switch (task.kind) {
    case "classification":
      return evaluateClasses(
        predictions as unknown as ClassPredictions,
        labels as ArrayLike<unknown> as ArrayLike<Label>,
        {
          weights: options.weights,
          classes: options.classes as readonly Label[] | undefined,
          positive: task.positive as Label | undefined,
        },
      );
    case "regression":
      return evaluateNumbers(
        (predictions as unknown as NumberPredictions).column("label"),
        labels as ArrayLike<unknown> as ArrayLike<number>,
        options,
      );
    case "custom":
      return task.score(predictions, labels as Labels<L>);
  }
}

interface ClassPredictions {
  readonly length: number;
  column(field: "label"): ArrayLike<Label>;
  column(field: "probabilities"): readonly (readonly number[])[];
}
interface NumberPredictions {
  column(field: "label"): ArrayLike<number>;
}
interface ClassEvaluation extends EvaluateOptions<Label> {
  readonly positive: Label | undefined;
}

function evaluateClasses(predictions: ClassPredictions, labels: ArrayLike<Label>, options: ClassEvaluation): Metrics {
  const { weights, positive } = options;
  checkAligned("evaluate", labels.length, "predictions", predictions.length);
  const predicted = predictions.column("label");
  const { classes, rows } = classProbabilities(predictions.column("probabilities"), predicted, labels, options);
  const known = classes.length === 1 ? undefined : probabilityInput("evaluate", labels, rows, { classes, weights });
  const matrix = confusionFor("evaluate", labels, predicted, { classes, weights });
  const about = positive === undefined ? ({ average: "macro" } as const) : { positive };
  return {
    accuracy: accuracyOf(matrix),
    balancedAccuracy: balancedAccuracyOf(matrix),
    ...decisionScores(matrix, about),
    mcc: matthewsOf(matrix),
    ...(known && { logLoss: logLossOf(known), brier: brierOf(known), ...ranking(known, classes, positive) }),
  };
}

/** Ranking metrics, of which those are absent that a class without samples leaves undefined. */
function ranking(input: ProbabilityInput, classes: readonly Label[], positive: Label | undefined): Metrics {
  const drawn = positive === undefined ? classes : [positive];
  const swept = drawn.map((label) => sweep(probabilityOf(input, classes.indexOf(label), label)));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const areas = { rocAuc: mean(swept.map(areaUnder)), prAuc: mean(swept.map(meanPrecision)) };
  return Object.fromEntries(Object.entries(areas).filter(([, area]) => !Number.isNaN(area)));
}

function evaluateNumbers(predicted: ArrayLike<number>, labels: ArrayLike<number>, { weights }: Weighted): Metrics {
  const relative = Array.prototype.every.call(labels, (label: number) => label !== 0);
  return {
    mae: mae(labels, predicted, { weights }),
    rmse: rmse(labels, predicted, { weights }),
    ...(labels.length > 1 && { r2: r2(labels, predicted, { weights }) }),
    ...(relative && { mape: mape(labels, predicted, { weights }) }),
    medianAe: medianAbsoluteError(labels, predicted, { weights }),
    bias: bias(labels, predicted, { weights }),
  };
}
