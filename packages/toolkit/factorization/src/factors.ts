/** What is learned of items; users are told from their ratings. Plain data. */
export interface Factors {
  /** Numbers of an item. */
  readonly width: number;
  /** items x width, row-major. */
  readonly items: Float32Array;
  readonly names?: readonly string[];
  readonly weight: number;
  readonly regularization: number;
}

/** F'F + regularization I: what the rows of F say together of those who did not rate them. */
export function gramOf(rows: Float32Array, width: number, regularization: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let start = 0; start < rows.length; start += width)
    for (let i = 0; i < width; i++) {
      const value = rows[start + i]!;
      for (let j = i, at = i * width + i; j < width; j++, at++) gram[at]! += value * rows[start + j]!;
    }
  for (let i = 0; i < width; i++) {
    gram[i * width + i]! += regularization;
    for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i]!;
  }
  return gram;
}
