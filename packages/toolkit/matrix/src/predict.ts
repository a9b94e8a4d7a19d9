import { TandemError, type Label } from "@tandem/core";
import type { LinearEstimator } from "./linear-regression.ts";
import { softmaxRow } from "./logistic-pass.ts";
import type { LogisticEstimator } from "./logistic-regression.ts";
import { refuseNotFinite, rowsOf, type FeatureMatrix } from "./rows.ts";

/** Predicted values, one per row. @throws TandemError `matrix/columns-differ`, `matrix/not-finite` */
export function predictLinear(estimator: LinearEstimator, features: FeatureMatrix): Float64Array {
  return scoresOf(
    estimator.coefficients,
    Float64Array.of(estimator.intercept),
    estimator.coefficients.length,
    features,
  );
}

/**
 * Class probabilities in the order of `classes`: for two classes one number per row, the probability of the second,
 * as core's Classifier takes them; else rows x classes.
 * @throws TandemError `matrix/columns-differ`, `matrix/not-finite`
 */
export function predictProbabilities<L extends Label>(
  estimator: LogisticEstimator<L>,
  features: FeatureMatrix,
): Float64Array {
  const scores = decisionScores(estimator, features);
  const outputs = estimator.intercepts.length;
  if (outputs === 1) for (let i = 0; i < scores.length; i++) scores[i] = sigmoid(scores[i]!);
  else for (let start = 0; start < scores.length; start += outputs) softmaxRow(scores, start, outputs);
  return scores;
}

/** Scores before the link: log-odds of the second class, or one score per class (rows x classes). */
export function decisionScores<L extends Label>(
  estimator: LogisticEstimator<L>,
  features: FeatureMatrix,
): Float64Array {
  return scoresOf(estimator.coefficients, estimator.intercepts, estimator.columns, features);
}

function scoresOf(
  coefficients: Float64Array,
  intercepts: Float64Array,
  columns: number,
  features: FeatureMatrix,
): Float64Array {
  if (features.columns !== columns)
    throw new TandemError("matrix/columns-differ", { expected: columns, found: features.columns });
  const rows = rowsOf(features);
  const scores = new Float64Array(rows.rows * intercepts.length);
  rows.scores(0, rows.rows, coefficients, intercepts, scores);
  for (let i = 0; i < scores.length; i++)
    if (!Number.isFinite(scores[i])) {
      refuseNotFinite(rows, features.names);
      break;
    }
  return scores;
}

/** Exact for both tails: exp never overflows. */
function sigmoid(score: number): number {
  const e = Math.exp(score > 0 ? -score : score);
  return (score > 0 ? 1 : e) / (1 + e);
}
