import { cholesky, solveInPlace } from "./cholesky.ts";
import type { KernelKind } from "./kernels/wasm.ts";
import { parametersOf } from "./logistic-objective.ts";
import { momentsOf } from "./moments.ts";
import type { FeatureMatrix, Rows } from "./rows.ts";
import { dot } from "./vectors.ts";

/** Up to here the inverse of the features' products is worth its time; beyond, columns are only scaled. */
const FEW_COLUMNS = 256;
const SAMPLED_ROWS = 8192;

export interface WhiteningOptions {
  readonly outputs: number;
  readonly intercept: boolean;
  readonly penalty: number;
  readonly kernels?: KernelKind | undefined;
  /** Second derivatives of the rows' losses by their scores, of all rows; default those at zero, of sampled rows. */
  readonly heights?: Float64Array;
}

/**
 * An estimate of the inverse Hessian of the mean logistic loss, by default at zero and from about 8,000 rows: with one
 * output p(1 - p) is 1/4 there; for softmax 1/2 bounds it (Boehning, Multinomial logistic regression algorithm, 1992).
 * It makes L-BFGS insensitive to the units and correlations of the columns, for the price of a fraction of one pass.
 */
export function whitening(
  features: FeatureMatrix,
  rows: Rows,
  options: WhiteningOptions,
): (vector: Float64Array) => void {
  if (features.columns > FEW_COLUMNS) return columnScaling(rows, options);
  const { columns } = features;
  const { outputs, intercept, kernels, heights } = options;
  const every = heights ? 1 : Math.max(1, Math.floor(features.rows / SAMPLED_ROWS));
  const { total, means, products } = momentsOf(features, { centred: intercept, every, kernels, weights: heights });
  const height = heights ? total / features.rows : heightOf(options);
  const hessian = products.map((product) => (product * height) / total);
  raiseDiagonal(hessian, columns, options.penalty);
  const factor = cholesky(hessian, columns, columns);
  return (vector) => {
    const { coefficients, intercepts } = parametersOf(vector, outputs, columns);
    for (let k = 0; k < outputs; k++) {
      const part = coefficients.subarray(k * columns, (k + 1) * columns);
      for (let j = 0; j < columns; j++) part[j]! -= means[j]! * intercepts[k]!;
      solveInPlace(factor, part);
      intercepts[k] = intercept ? intercepts[k]! / height - dot(means, part) : 0;
    }
  };
}

function heightOf({ outputs }: WhiteningOptions): number {
  return outputs === 1 ? 0.25 : 0.5;
}

/** Adds the penalty, keeps collinear columns apart, and gives columns that the sampled rows hold no value of an average one. */
function raiseDiagonal(hessian: Float64Array, columns: number, penalty: number): void {
  let trace = 0;
  for (let j = 0; j < columns; j++) trace += hessian[j * columns + j]!;
  for (let j = 0; j < columns; j++) {
    const square = hessian[j * columns + j]!;
    hessian[j * columns + j] = (square > 0 ? square * (1 + 1e-9) : trace / columns || 1) + penalty;
  }
}

function columnScaling(rows: Rows, options: WhiteningOptions): (vector: Float64Array) => void {
  const { outputs, intercept, penalty } = options;
  const height = heightOf(options);
  const inverse = rows.meanSquares().map((square) => 1 / (square * height + penalty || 1));
  return (vector) => {
    const { coefficients, intercepts } = parametersOf(vector, outputs, rows.columns);
    for (let j = 0; j < coefficients.length; j++) coefficients[j]! *= inverse[j % rows.columns]!;
    for (let k = 0; k < outputs; k++) intercepts[k] = intercept ? intercepts[k]! / height : 0;
  };
}
