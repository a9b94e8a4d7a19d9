import { logger, type Run } from "@tandem/core";
import type { LinearEstimator } from "./linear-regression.ts";
import type { Rows } from "./rows.ts";
import { refuseNotFinite } from "./rows.ts";
import type { TrainingData } from "./training-data.ts";
import { addScaled, dot } from "./vectors.ts";

const TOLERANCE = 1e-12;

/**
 * Least squares by conjugate gradients on the normal equations (CGLS), for sparse rows too wide for a matrix of all
 * products. Columns are centred without being made dense; from zero it converges to the solution of least norm.
 */
export function iterativeLeastSquares(
  data: TrainingData<number>,
  rows: Rows,
  alpha: number,
  intercept: boolean,
  run: Run,
): LinearEstimator {
  const { labels, weights } = data;
  const system = centredSystem(rows, labels, weights, intercept);
  const coefficients = new Float64Array(rows.columns);
  const residual = system.target();
  const gradient = system.transposed(residual);
  if (!Number.isFinite(squares(gradient))) refuseNotFinite(rows, data.features.names);
  const direction = gradient.slice();
  const most = Math.max(100, Math.min(rows.columns, 5000));
  const start = squares(gradient);
  let current = start;
  for (let iteration = 0; iteration < most && current > TOLERANCE ** 2 * start; iteration++) {
    run.signal.throwIfAborted();
    run.progress(iteration, most);
    const image = system.times(direction);
    const step = current / (squares(image) + alpha * squares(direction));
    addScaled(coefficients, direction, step);
    addScaled(residual, image, -step);
    const next = system.transposed(residual);
    addScaled(next, coefficients, -alpha);
    const before = current;
    current = squares(next);
    for (let j = 0; j < direction.length; j++) direction[j] = next[j]! + (current / before) * direction[j]!;
  }
  const converged = current <= 1e-12 * start;
  run.log("converged", converged ? 1 : 0);
  if (!converged)
    logger("toolkit-matrix").warn("least squares did not converge; scale the features or use ridge", {
      columns: rows.columns,
    });
  run.progress(most, most);
  return { coefficients, intercept: system.interceptOf(coefficients) };
}

/** Centred and weighted features as an operator. */
function centredSystem(rows: Rows, labels: ArrayLike<number>, weights: Float64Array | undefined, intercept: boolean) {
  const roots = weights?.map(Math.sqrt);
  const weight = weights ?? new Float64Array(rows.rows).fill(1);
  const total = weight.reduce((sum, one) => sum + one, 0);
  const means = new Float64Array(rows.columns);
  let level = 0;
  if (intercept) {
    rows.accumulate(0, rows.rows, weight, 1, means);
    for (let j = 0; j < means.length; j++) means[j]! /= total;
    for (let row = 0; row < rows.rows; row++) level += (weight[row]! * labels[row]!) / total;
  }
  const scaled = (vector: Float64Array) => (roots ? vector.map((value, row) => value * roots[row]!) : vector);
  return {
    target: () => scaled(Float64Array.from({ length: rows.rows }, (_, row) => labels[row]! - level)),
    times(direction: Float64Array): Float64Array {
      const image = new Float64Array(rows.rows);
      rows.scores(0, rows.rows, direction, Float64Array.of(-dot(means, direction)), image);
      return scaled(image);
    },
    transposed(vector: Float64Array): Float64Array {
      const weighted = scaled(vector);
      const gradient = new Float64Array(rows.columns);
      rows.accumulate(0, rows.rows, weighted, 1, gradient);
      addScaled(gradient, means, -weighted.reduce((sum, value) => sum + value, 0));
      return gradient;
    },
    interceptOf: (coefficients: Float64Array) => level - dot(means, coefficients),
  };
}

function squares(vector: Float64Array): number {
  return dot(vector, vector);
}
