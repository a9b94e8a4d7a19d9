import { lineSearch } from "./line-search.ts";
import { addScaled, dot, largest } from "./vectors.ts";

/** A smooth function to minimise: returns its value and writes its gradient. */
export interface Objective {
  readonly size: number;
  evaluate(point: Float64Array, gradient: Float64Array): number;
}

export interface MinimizeOptions {
  /** Converged once no component of the gradient is larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Where to start; default zeros. */
  readonly start?: Float64Array | undefined;
  /** Multiplies a vector in place by an estimate of the inverse Hessian; default the identity. */
  readonly precondition?: ((vector: Float64Array) => void) | undefined;
  /** Called before each iteration; may throw to stop. */
  readonly onIteration?: (iteration: number, value: number) => void;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

const MEMORY = 10;

/**
 * L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with a strong Wolfe line search, its inverse
 * Hessian starting from `precondition`. Ends where the gradient is small, or where the quadratic model promises less
 * than the rounding of the value.
 */
export function minimize(objective: Objective, options: MinimizeOptions): Minimum {
  const { size } = objective;
  let point = options.start ? options.start.slice() : new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective.evaluate(point, gradient);
  const corrections: Correction[] = [];
  for (let iteration = 0; ; iteration++) {
    options.onIteration?.(iteration, value);
    if (largest(gradient) <= options.tolerance) return { point, value, iterations: iteration, converged: true };
    const direction = descent(gradient, corrections, options.precondition);
    const slope = dot(direction, gradient);
    if (!(slope < 0) || -slope <= 1e-19 * Math.max(1, Math.abs(value)))
      return { point, value, iterations: iteration, converged: slope <= 0 };
    if (iteration === options.maxIterations) return { point, value, iterations: iteration, converged: false };
    const plain = corrections.length === 0 && !options.precondition;
    const found = lineSearch(objective, { point, value, direction, slope }, plain ? 1 / Math.sqrt(-slope) : 1);
    if (!found)
      return { point, value, iterations: iteration, converged: -slope <= 1e-12 * Math.max(1, Math.abs(value)) };
    remember(corrections, difference(found.point, point), difference(found.gradient, gradient));
    ({ point, gradient, value } = found);
  }
}

/** Two-loop recursion: minus the inverse Hessian estimate times the gradient. */
function descent(gradient: Float64Array, corrections: readonly Correction[], precondition?: (v: Float64Array) => void) {
  const direction = gradient.map((g) => -g);
  const shares: number[] = [];
  for (let i = corrections.length - 1; i >= 0; i--) {
    const { step, change, curvature } = corrections[i]!;
    shares[i] = dot(step, direction) / curvature;
    addScaled(direction, change, -shares[i]!);
  }
  rescale(direction, corrections.at(-1), precondition);
  for (let i = 0; i < corrections.length; i++) {
    const { step, change, curvature } = corrections[i]!;
    addScaled(direction, step, shares[i]! - dot(change, direction) / curvature);
  }
  return direction;
}

/** The starting inverse Hessian, scaled by the last curvature seen. */
function rescale(vector: Float64Array, last: Correction | undefined, precondition?: (v: Float64Array) => void): void {
  if (last) {
    const along = last.change.slice();
    precondition?.(along);
    const factor = last.curvature / dot(last.change, along);
    for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  }
  precondition?.(vector);
}

/** Keeps the newest corrections; one without positive curvature would spoil the estimate. */
function remember(corrections: Correction[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  if (!(curvature > 1e-300)) return;
  corrections.push({ step, change, curvature });
  if (corrections.length > MEMORY) corrections.shift();
}

function difference(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(a, (value, i) => value - b[i]!);
}
