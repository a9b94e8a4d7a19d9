import type { LogisticPass, LogisticProblem } from "./logistic-objective.ts";

/** Rows of one block: their scores stay in the cache between the two passes. */
const BLOCK = 512;

/** In plain TypeScript, over rows of either layout. */
export function plainPass(problem: LogisticProblem): LogisticPass {
  const { rows, outputs } = problem;
  const scores = new Float64Array(BLOCK * outputs);
  const link = outputs === 1 ? binaryLink : softmaxLink;
  return (at, slope) => {
    let loss = 0;
    for (let from = 0; from < rows.rows; from += BLOCK) {
      const to = Math.min(rows.rows, from + BLOCK);
      rows.scores(from, to, at.coefficients, at.intercepts, scores);
      loss += link(scores, from, to, problem, slope.intercepts);
      rows.accumulate(from, to, scores, outputs, slope.coefficients);
    }
    return loss;
  };
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

/** The same for several outputs. */
export function softmaxLink(
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
