/** A symmetric positive definite matrix as the product of a lower triangle and its transpose. */
export interface Cholesky {
  readonly size: number;
  readonly lower: Float64Array;
  /**
   * The least share of a column's square that the columns before it leave unexplained, whatever their units: near 0
   * where columns are collinear. The relative error of a solution is about 1e-16 over this.
   */
  readonly independence: number;
}

/**
 * Factors the leading size x size part of a symmetric matrix with row length `stride`, `ridge` added to its diagonal.
 * Columns that depend on earlier ones to the last digits are replaced by a unit pivot and their solution is zero.
 */
export function cholesky(matrix: Float64Array, stride: number, size: number, ridge = 0): Cholesky {
  const lower = new Float64Array(size * size);
  let independence = 1;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * stride + b]! + (a === b ? ridge : 0);
      for (let k = 0; k < b; k++) sum -= lower[a * size + k]! * lower[b * size + k]!;
      if (b < a) {
        lower[a * size + b] = sum / lower[b * size + b]!;
        continue;
      }
      const square = matrix[a * stride + a]! + ridge;
      const share = square > 0 ? sum / square : 0;
      independence = Math.min(independence, Math.max(0, share));
      lower[a * size + a] = share > 1e-14 ? Math.sqrt(sum) : Infinity;
    }
  }
  return { size, lower, independence };
}

/** Solves in place for one right side. */
export function solveInPlace({ size, lower }: Cholesky, right: Float64Array): Float64Array {
  for (let a = 0; a < size; a++) {
    let sum = right[a]!;
    for (let k = 0; k < a; k++) sum -= lower[a * size + k]! * right[k]!;
    right[a] = sum / lower[a * size + a]!;
  }
  for (let a = size - 1; a >= 0; a--) {
    let sum = right[a]!;
    for (let k = a + 1; k < size; k++) sum -= lower[k * size + a]! * right[k]!;
    right[a] = sum / lower[a * size + a]!;
  }
  return right;
}
