import { checkScored, type Scored } from "./scored.ts";

/** P = 1 / (1 + exp(slope * score + offset)); the slope of a useful score is negative. */
export interface SigmoidMap {
  readonly method: "sigmoid";
  readonly slope: number;
  readonly offset: number;
}

/**
 * Platt's scaling: the logistic curve of greatest likelihood, towards slightly softened truth. Two parameters: little
 * data will do, and it can only mend a miscalibration of that shape. Newton's method with backtracking (Lin, Lin and
 * Weng, A note on Platt's probabilistic outputs, 2007).
 * @throws TandemError `calibration/unusable`
 */
export function fitSigmoid(scored: Scored): SigmoidMap {
  checkScored(scored);
  const scale = scaleOf(scored.scores);
  const targets = softened(scored);
  let at: Point = { slope: 0, offset: targets.start };
  let loss = lossAt(scored, targets, at, scale);
  for (let step = 0; step < 200; step++) {
    const direction = newtonStep(scored, targets, at, scale);
    let size = 1;
    let next = at;
    let lower = loss;
    for (; size > 1e-12; size /= 2) {
      next = { slope: at.slope + size * direction.slope, offset: at.offset + size * direction.offset };
      lower = lossAt(scored, targets, next, scale);
      if (lower < loss) break;
    }
    if (lower < loss) [at, loss] = [next, lower];
    else return finished(at, direction, scale);
  }
  return finished(at, { slope: 0, offset: 0 }, scale);
}

/** Where the loss is as low as doubles can tell, a last small step still doubles the right digits of the parameters. */
function finished(at: Point, step: Point, scale: number): SigmoidMap {
  const small = Math.abs(step.slope) < 1e-4 && Math.abs(step.offset) < 1e-4 ? 1 : 0;
  return { method: "sigmoid", slope: (at.slope + small * step.slope) / scale, offset: at.offset + small * step.offset };
}

export function applySigmoid({ slope, offset }: SigmoidMap, score: number): number {
  const power = slope * score + offset;
  return power >= 0 ? Math.exp(-power) / (1 + Math.exp(-power)) : 1 / (1 + Math.exp(power));
}

interface Point {
  readonly slope: number;
  readonly offset: number;
}
interface Targets {
  readonly positive: number;
  readonly negative: number;
  readonly start: number;
}

/** Scores in the tens and hundreds are brought near 1, for the sake of the steps. */
function scaleOf(scores: ArrayLike<number>): number {
  let largest = 0;
  for (let row = 0; row < scores.length; row++) largest = Math.max(largest, Math.abs(scores[row]!));
  return largest > 0 ? largest : 1;
}

/** Bayes' estimates under a uniform prior in place of 1 and 0, so that separable scores don't give an infinite slope. */
function softened({ truth, weights }: Scored): Targets {
  let [positives, negatives] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    const weight = weights ? weights[row]! : 1;
    if (truth[row] === 1) positives += weight;
    else negatives += weight;
  }
  return {
    positive: (positives + 1) / (positives + 2),
    negative: 1 / (negatives + 2),
    start: Math.log((negatives + 1) / (positives + 1)),
  };
}

function lossAt(
  { scores, truth, weights }: Scored,
  { positive, negative }: Targets,
  { slope, offset }: Point,
  scale: number,
): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row++) {
    const power = (slope * scores[row]!) / scale + offset;
    const target = truth[row] === 1 ? positive : negative;
    const cost =
      power >= 0 ? target * power + Math.log1p(Math.exp(-power)) : (target - 1) * power + Math.log1p(Math.exp(power));
    loss += (weights ? weights[row]! : 1) * cost;
  }
  return loss;
}

function newtonStep(
  { scores, truth, weights }: Scored,
  { positive, negative }: Targets,
  { slope, offset }: Point,
  scale: number,
): Point {
  let [hss, hso, hoo, gs, go] = [1e-12, 0, 1e-12, 0, 0];
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]! / scale;
    const weight = weights ? weights[row]! : 1;
    const p = applySigmoid({ method: "sigmoid", slope, offset }, score);
    const curvature = weight * p * (1 - p);
    const gradient = weight * ((truth[row] === 1 ? positive : negative) - p);
    hss += score * score * curvature;
    hso += score * curvature;
    hoo += curvature;
    gs += score * gradient;
    go += gradient;
  }
  const determinant = hss * hoo - hso * hso;
  return { slope: -(hoo * gs - hso * go) / determinant, offset: -(hss * go - hso * gs) / determinant };
}
