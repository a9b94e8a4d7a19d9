import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Moments } from "./moments.ts";

/** Eigenvalues, relative to the largest, that are rounding errors of zero, and those surely none. */
const ZERO = 1e-13;
const SURE = 1e-9;

/**
 * The least-squares solution of least norm by the eigenvalues of the products: quick where columns are exactly
 * collinear (all categories of a field, a column twice). Undefined where an eigenvalue may be zero or not, which
 * the products cannot tell.
 */
export function leastNormByProducts(
  { products, width }: Moments,
  columns: number,
  alpha: number,
): Float64Array | undefined {
  const square = new Matrix(columns, columns);
  for (let a = 0; a < columns; a++)
    for (let b = 0; b < columns; b++) square.set(a, b, products[a * width + b]! + (a === b ? alpha : 0));
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(square, {
    assumeSymmetric: true,
  });
  const most = Math.max(...values);
  if (values.some((value) => value > ZERO * most && value < SURE * most)) return undefined;
  const solution = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    if (!(values[k]! > ZERO * most)) continue;
    let along = 0;
    for (let j = 0; j < columns; j++) along += vectors.get(j, k) * products[j * width + columns]!;
    for (let j = 0; j < columns; j++) solution[j]! += (vectors.get(j, k) * along) / values[k]!;
  }
  return solution;
}
