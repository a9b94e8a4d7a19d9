import { isSparse, newRun, type Run } from "@tandem/core";
import { cholesky, solveInPlace } from "./cholesky.ts";
import type { KernelKind } from "./kernels/wasm.ts";
import { minimumNorm } from "./minimum-norm.ts";
import { momentsOf, type Moments } from "./moments.ts";
import { refuseNotFinite, rowsOf } from "./rows.ts";
import { leastNormByProducts } from "./products-inverse.ts";
import { iterativeLeastSquares } from "./iterative-least-squares.ts";
import { checkOption, checkTargets, checkTrainingData, type TrainingData } from "./training-data.ts";

/** A fitted linear model as plain data: prediction = intercept + row · coefficients. */
export interface LinearEstimator {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

export interface LinearOptions {
  /** Default true. */
  readonly intercept?: boolean;
  /** "plain" is TypeScript. Default: WebAssembly where it runs. They agree up to rounding. */
  readonly kernels?: KernelKind;
}

export interface RidgeOptions extends LinearOptions {
  /** Added to the sum of squared errors times the squared coefficients, as in scikit-learn; the intercept is free. Default 1. */
  readonly alpha?: number;
}

/** Sparse features wider than this are solved by conjugate gradients instead of a matrix of all products. */
const WIDE = 512;
/** Below this share of independence normal equations would lose more than half of the digits. */
const TOO_COLLINEAR = 1e-9;

/**
 * Least squares. Collinear columns get the solution of least norm, as numpy's lstsq gives it.
 * @throws TandemError `matrix/not-finite`, `matrix/misaligned`, `matrix/bad-weights`
 */
export function linearRegression(
  data: TrainingData<number>,
  options: LinearOptions = {},
  run: Run = newRun(),
): LinearEstimator {
  return leastSquares(data, 0, options, run);
}

/** Least squares with an L2 penalty. @throws TandemError as {@link linearRegression}, and `matrix/bad-option` */
export function ridge(data: TrainingData<number>, options: RidgeOptions = {}, run: Run = newRun()): LinearEstimator {
  const { alpha = 1 } = options;
  checkOption("alpha", alpha, "a finite number from 0", alpha >= 0 && alpha < Infinity);
  return leastSquares(data, alpha, options, run);
}

function leastSquares(data: TrainingData<number>, alpha: number, options: LinearOptions, run: Run): LinearEstimator {
  const { intercept = true, kernels } = options;
  checkTrainingData(data);
  checkTargets(data.labels);
  const { features, labels, weights } = data;
  const rows = rowsOf(features);
  run.signal.throwIfAborted();
  if (isSparse(features) && features.columns > WIDE) return iterativeLeastSquares(data, rows, alpha, intercept, run);
  const moments = momentsOf(features, { target: labels, weights, centred: intercept, kernels });
  if (!moments.products.every(Number.isFinite)) refuseNotFinite(rows, features.names);
  run.progress(1, 2);
  run.signal.throwIfAborted();
  const coefficients = solve(data, moments, alpha, run);
  run.progress(2, 2);
  return { coefficients, intercept: interceptOf(moments.means, coefficients) };
}

/** Normal equations where columns are independent enough; of collinear ones the solution of least norm. */
function solve(data: TrainingData<number>, moments: Moments, alpha: number, run: Run): Float64Array {
  const { columns } = data.features;
  const factor = cholesky(moments.products, moments.width, columns, alpha);
  if (factor.independence > TOO_COLLINEAR) return solveInPlace(factor, targetProducts(moments, columns));
  return leastNormByProducts(moments, columns, alpha) ?? minimumNorm(data, moments.means, alpha, run);
}

function targetProducts({ products, width }: Moments, columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => products[j * width + columns]!);
}

/** The intercept that makes the mean prediction the mean target; `means` end with the target's. */
export function interceptOf(means: Float64Array, coefficients: Float64Array): number {
  let intercept = means[coefficients.length]!;
  for (let j = 0; j < coefficients.length; j++) intercept -= means[j]! * coefficients[j]!;
  return intercept;
}
