/** Copies the upper triangle of a square matrix to the lower. */
export function mirror(products: Float64Array, width: number): void {
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) products[a * width + b] = products[b * width + a]!;
}
