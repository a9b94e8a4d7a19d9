import { CHUNK } from "../kernels/kernels.ts";
import type { GradientSpace, GradientSums } from "./objective.ts";

/** Adds the sums that the kernels left by chunk, in the order of the chunks. */
export function partialSums({ kernels, rows, weights }: GradientSpace, unit: boolean): GradientSums {
  const partials = new Float64Array(kernels.buffer, kernels.layout.partials, 2 * Math.ceil(rows / CHUNK));
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < partials.length; i += 2) {
    gradient += partials[i]!;
    hessian += partials[i + 1]!;
  }
  return { gradient, hessian, unitHessian: unit && !weights };
}

/** Multiplies pairs by the rows' weights and sums them. */
export function weigh({ pairs, rows, weights }: GradientSpace, unit: boolean): GradientSums {
  let gradient = 0;
  let hessian = 0;
  if (weights) {
    for (let i = 0; i < rows; i++) {
      pairs[2 * i]! *= weights[i]!;
      pairs[2 * i + 1]! *= weights[i]!;
    }
  }
  for (let i = 0; i < 2 * rows; i += 2) {
    gradient += Math.abs(pairs[i]!);
    hessian += pairs[i + 1]!;
  }
  return { gradient, hessian, unitHessian: unit && !weights };
}

/** Weighted mean of f(row). */
export function mean(rows: number, weights: Float64Array | undefined, f: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row]! : 1;
    if (weight === 0) continue;
    sum += weight * f(row);
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}
