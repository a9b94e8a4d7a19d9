import type { Objective } from "./lbfgs.ts";

interface From {
  readonly point: Float64Array;
  readonly value: number;
  readonly direction: Float64Array;
  /** Derivative along the direction; negative. */
  readonly slope: number;
}
interface Trial {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
}

const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIALS = 30;

/**
 * A step that meets the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6), by cubic interpolation.
 * Near the minimum, where values differ by rounding only, a smaller slope decides. Undefined where no step helps.
 */
export function lineSearch(objective: Objective, from: From, first: number): Trial | undefined {
  const rounding = 1e-14 * Math.max(1, Math.abs(from.value));
  const low = (trial: Trial) => trial.value <= from.value + DECREASE * trial.at * from.slope + rounding;
  const flat = (trial: Trial) => Math.abs(trial.slope) <= -CURVATURE * from.slope;
  let left: Trial = {
    at: 0,
    value: from.value,
    slope: from.slope,
    point: from.point.slice(),
    gradient: new Float64Array(),
  };
  let right: Trial | undefined;
  let at = first;
  for (let trials = 0; trials < MOST_TRIALS; trials++) {
    const trial = evaluate(objective, from, at);
    if (low(trial) && flat(trial)) return trial;
    if (!low(trial) || trial.slope > 0) right = trial;
    else left = trial;
    at = right ? between(left, right) : 2.5 * at;
    if (right && Math.abs(right.at - left.at) <= 1e-15 * right.at) break;
  }
  return left.at > 0 && left.value < from.value ? left : undefined;
}

function evaluate(objective: Objective, { point, direction }: From, at: number): Trial {
  const next = Float64Array.from(point, (value, i) => value + at * direction[i]!);
  const gradient = new Float64Array(next.length);
  const value = objective.evaluate(next, gradient);
  let slope = 0;
  for (let i = 0; i < next.length; i++) slope += gradient[i]! * direction[i]!;
  return { at, value, slope, point: next, gradient };
}

/** The minimum of the cubic through both ends, kept a tenth of the interval away from them. */
function between(left: Trial, right: Trial): number {
  const width = right.at - left.at;
  const middle = left.at + width / 2;
  if (!Number.isFinite(right.value) || !Number.isFinite(right.slope)) return left.at + width / 10;
  const bend = left.slope + right.slope - (3 * (right.value - left.value)) / width;
  const root = Math.sqrt(bend * bend - left.slope * right.slope);
  const at = right.at - (width * (right.slope + root - bend)) / (right.slope - left.slope + 2 * root);
  if (!Number.isFinite(at)) return middle;
  return Math.min(Math.max(at, left.at + width / 10), right.at - width / 10);
}
