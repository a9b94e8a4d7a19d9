import { newRun, TandemError, type Run, type SparseMatrix } from "@tandem/core";
import type { Factors } from "./factors.ts";
import { checked, type ImplicitOptions } from "./options.ts";
import { RowSolver } from "./solve.ts";

export interface Factorization extends Factors {
  /** users x width, row-major. */
  readonly users: Float32Array;
}

/**
 * Factors of users (rows) and items (columns) from implicit ratings - clicks, purchases, minutes - by alternating least
 * squares. Nothing rated is taken as a weak no. Ratings are at least 0. Seeded by the run; `start` takes the place of
 * the random beginning.
 * @throws TandemError `factorization/bad-option`, `factorization/bad-ratings`
 */
export function fitImplicit(
  ratings: SparseMatrix,
  options: ImplicitOptions = {},
  run: Run = newRun(),
  start?: { readonly users: Float32Array; readonly items: Float32Array },
): Factorization {
  const { factors: width, weight, regularization, iterations, steps } = checked(options);
  checkRatings(ratings);
  const random = (count: number) => Float32Array.from({ length: count * width }, () => 0.01 * (run.random() - 0.5));
  const users = start ? start.users.slice() : random(ratings.rows);
  const items = start ? start.items.slice() : random(ratings.columns);
  const byItem = transposed(ratings);
  const solver = new RowSolver({ width, weight, regularization });
  for (let round = 0; round < iterations; round++) {
    run.signal.throwIfAborted();
    solver.solve(ratings, users, items, steps);
    solver.solve(byItem, items, users, steps);
    run.progress(round + 1, iterations);
  }
  return { width, users, items, weight, regularization, ...(ratings.names ? { names: ratings.names } : {}) };
}

/** Mean over all pairs of user and item of confidence * (preference - score)^2, plus regularization: what rounds lower. */
export function implicitLoss(
  { users, items, width, weight, regularization }: Factorization,
  ratings: SparseMatrix,
): number {
  let sum = 0;
  for (let user = 0; user < ratings.rows; user++) {
    const confidence = new Float64Array(ratings.columns).fill(1);
    for (let at = ratings.offsets[user]!; at < ratings.offsets[user + 1]!; at++)
      confidence[ratings.indices[at]!] = -(1 + weight * ratings.values[at]!);
    for (let item = 0; item < ratings.columns; item++) {
      let score = 0;
      for (let i = 0; i < width; i++) score += users[user * width + i]! * items[item * width + i]!;
      const sure = confidence[item]!;
      sum += sure < 0 ? -sure * (1 - score) ** 2 : score * score;
    }
  }
  for (const factors of [users, items]) for (const value of factors) sum += regularization * value * value;
  return sum / (ratings.rows * ratings.columns);
}

function checkRatings({ rows, columns, offsets, indices, values }: SparseMatrix): void {
  const fail = (reason: string) => new TandemError("factorization/bad-ratings", { reason });
  if (rows === 0 || columns === 0) throw fail(`there are ${rows} users and ${columns} items; there must be some`);
  if (offsets.length !== rows + 1) throw fail(`${offsets.length} offsets for ${rows} users`);
  for (let at = 0; at < offsets[rows]!; at++) {
    if (!(values[at]! >= 0 && values[at]! < Infinity))
      throw fail(`rating ${at} is ${values[at]}; give finite ones of at least 0`);
    if (!(indices[at]! >= 0 && indices[at]! < columns))
      throw fail(`rating ${at} is of item ${indices[at]} of ${columns}`);
  }
}

function transposed({ rows, columns, offsets, indices, values }: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(columns + 1);
  const count = offsets[rows]!;
  for (let at = 0; at < count; at++) starts[indices[at]! + 1]! += 1;
  for (let item = 0; item < columns; item++) starts[item + 1]! += starts[item]!;
  const next = starts.slice();
  const turned = { indices: new Int32Array(count), values: new Float64Array(count) };
  for (let row = 0; row < rows; row++)
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const to = next[indices[at]!]!++;
      turned.indices[to] = row;
      turned.values[to] = values[at]!;
    }
  return { rows: columns, columns: rows, offsets: starts, ...turned };
}
