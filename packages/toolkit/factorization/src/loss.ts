import type { SparseMatrix } from "@tandem/core";
import { gramOf } from "./factors.ts";
import type { Factorization } from "./fit.ts";

/**
 * Mean over all pairs of user and item of confidence * (preference - score)^2, plus regularization: what rounds lower.
 * Squares of all scores come from the products of the factors, so that only rated pairs are visited.
 */
export function implicitLoss(
  { users, items, width, weight, regularization }: Factorization,
  { rows, columns, offsets, indices, values }: SparseMatrix,
): number {
  const byItems = gramOf(items, width, 0);
  let sum = gramOf(users, width, 0).reduce((total, product, i) => total + product * byItems[i]!, 0);
  for (let user = 0; user < rows; user++)
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const score = scoreOf(users, user * width, items, indices[at]! * width, width);
      sum += (1 + weight * values[at]!) * (1 - score) ** 2 - score * score;
    }
  for (const factors of [users, items]) for (const value of factors) sum += regularization * value * value;
  return sum / (rows * columns);
}

function scoreOf(users: Float32Array, user: number, items: Float32Array, item: number, width: number): number {
  let score = 0;
  for (let i = 0; i < width; i++) score += users[user + i]! * items[item + i]!;
  return score;
}
