import type { SparseMatrix } from "@tandem/core";
import { mirror } from "./mirror.ts";
import type { MomentOptions, Moments } from "./moments.ts";

/** Products about zero over the entries that are there, moved to the means afterwards. */
export function sparseMoments(matrix: SparseMatrix, { target, weights, centred, every = 1 }: MomentOptions): Moments {
  const { rows, columns, offsets, indices, values } = matrix;
  const width = columns + (target ? 1 : 0);
  const means = new Float64Array(width);
  const products = new Float64Array(width * width);
  let total = 0;
  for (let row = 0; row < rows; row += every) {
    const weight = weights ? weights[row]! : 1;
    total += weight;
    const end = offsets[row + 1]!;
    for (let i = offsets[row]!; i < end; i++) {
      const weighted = weight * values[i]!;
      const start = indices[i]! * width;
      means[indices[i]!]! += weighted;
      for (let j = i; j < end; j++) products[start + indices[j]!]! += weighted * values[j]!;
      if (target) products[start + columns]! += weighted * target[row]!;
    }
    if (!target) continue;
    means[columns]! += weight * target[row]!;
    products[width * width - 1]! += weight * target[row]! ** 2;
  }
  for (let j = 0; j < width; j++) means[j]! /= total;
  if (!centred) means.fill(0);
  for (let a = 0; a < width; a++)
    for (let b = a; b < width; b++) products[a * width + b]! -= total * means[a]! * means[b]!;
  mirror(products, width);
  return { total, means, products, width };
}
