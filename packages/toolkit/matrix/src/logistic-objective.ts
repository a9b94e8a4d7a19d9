import type { Objective } from "./lbfgs.ts";
import type { Rows } from "./rows.ts";

/** Rows of one block: their scores stay in the cache between the two passes. */
const BLOCK = 512;

export interface LogisticProblem {
  readonly rows: Rows;
  /** Index of each row's class. */
  readonly targets: Int32Array;
  /** One per row; they sum to 1. */
  readonly shares: Float64Array | undefined;
  readonly outputs: number;
  readonly intercept: boolean;
  /** Half of this times the squared coefficients is added to the mean loss. */
  readonly penalty: number;
}

/** Where in the vector of parameters the coefficients (outputs x columns) and the intercepts (outputs) lie. */
export function parametersOf(point: Float64Array, outputs: number, columns: number) {
  return {
    coefficients: point.subarray(0, outputs * columns),
    intercepts: point.subarray(outputs * columns, outputs * columns + outputs),
  };
}

/** Mean cross-entropy plus L2 penalty; with one output the logistic loss, with several the softmax one. */
export function logisticObjective(problem: LogisticProblem): Objective {
  const { rows, outputs, intercept, penalty } = problem;
  const size = outputs * (rows.columns + 1);
  const scores = new Float64Array(BLOCK * outputs);
  const link = outputs === 1 ? binaryLink : softmaxLink;
  return {
    size,
    evaluate(point, gradient) {
      gradient.fill(0);
      const at = parametersOf(point, outputs, rows.columns);
      const slope = parametersOf(gradient, outputs, rows.columns);
      let loss = 0;
      for (let from = 0; from < rows.rows; from += BLOCK) {
        const to = Math.min(rows.rows, from + BLOCK);
        rows.scores(from, to, at.coefficients, at.intercepts, scores);
        loss += link(scores, from, to, problem, slope.intercepts);
        rows.accumulate(from, to, scores, outputs, slope.coefficients);
      }
      return finish(loss, problem, at.coefficients, slope, intercept, penalty);
    },
  };
}

function finish(
  loss: number,
  { shares, rows }: LogisticProblem,
  coefficients: Float64Array,
  slope: ReturnType<typeof parametersOf>,
  intercept: boolean,
  penalty: number,
): number {
  const scale = shares ? 1 : 1 / rows.rows;
  let squares = 0;
  for (let j = 0; j < coefficients.length; j++) {
    squares += coefficients[j]! ** 2;
    slope.coefficients[j] = slope.coefficients[j]! * scale + penalty * coefficients[j]!;
  }
  for (let k = 0; k < slope.intercepts.length; k++) slope.intercepts[k] = intercept ? slope.intercepts[k]! * scale : 0;
  return loss * scale + (penalty / 2) * squares;
}

/** Turns scores into weighted residuals p - y in place, adds them to the intercept's slope and returns the loss. */
function binaryLink(
  scores: Float64Array,
  from: number,
  to: number,
  { targets, shares }: LogisticProblem,
  interceptSlope: Float64Array,
): number {
  if (shares) return weightedLink(scores, from, to, targets, shares, interceptSlope);
  let loss = 0;
  let sum = 0;
  let product = 1;
  for (let row = from, i = 0; row < to; row++, i++) {
    const score = scores[i]!;
    const y = targets[row]!;
    const e = Math.exp(score > 0 ? -score : score);
    const above = 1 + e;
    product *= above;
    loss += (score > 0 ? score : 0) - y * score;
    const residual = (score > 0 ? 1 : e) / above - y;
    sum += residual;
    scores[i] = residual;
  }
  interceptSlope[0]! += sum;
  return loss + Math.log(product); // one logarithm for a block's factors, each at most 2: 2^512 does not overflow
}

function weightedLink(
  scores: Float64Array,
  from: number,
  to: number,
  targets: Int32Array,
  shares: Float64Array,
  interceptSlope: Float64Array,
): number {
  let loss = 0;
  let sum = 0;
  for (let row = from, i = 0; row < to; row++, i++) {
    const score = scores[i]!;
    const y = targets[row]!;
    const share = shares[row]!;
    const e = Math.exp(score > 0 ? -score : score);
    loss += share * (Math.log1p(e) + (score > 0 ? score : 0) - y * score);
    const residual = share * ((score > 0 ? 1 : e) / (1 + e) - y);
    sum += residual;
    scores[i] = residual;
  }
  interceptSlope[0]! += sum;
  return loss;
}

function softmaxLink(
  scores: Float64Array,
  from: number,
  to: number,
  { targets, shares, outputs }: LogisticProblem,
  interceptSlope: Float64Array,
): number {
  let loss = 0;
  for (let row = from, start = 0; row < to; row++, start += outputs) {
    const share = shares ? shares[row]! : 1;
    const target = start + targets[row]!;
    const score = scores[target]!;
    loss += share * (softmaxRow(scores, start, outputs) - score);
    for (let k = 0; k < outputs; k++) {
      const residual = share * (scores[start + k]! - (start + k === target ? 1 : 0));
      scores[start + k] = residual;
      interceptSlope[k]! += residual;
    }
  }
  return loss;
}

/** Scores to probabilities in place; returns the logarithm of the sum of their exponentials. */
export function softmaxRow(scores: Float64Array, start: number, outputs: number): number {
  let most = -Infinity;
  for (let i = start; i < start + outputs; i++) if (!(scores[i]! <= most)) most = scores[i]!;
  let sum = 0;
  for (let i = start; i < start + outputs; i++) sum += scores[i] = Math.exp(scores[i]! - most);
  for (let i = start; i < start + outputs; i++) scores[i]! /= sum;
  return most + Math.log(sum);
}
