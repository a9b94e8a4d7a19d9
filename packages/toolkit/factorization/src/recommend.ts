import type { SparseMatrix } from "@tandem/core";
import type { Factors } from "./factors.ts";
import { RowSolver } from "./solve.ts";

/** For each row the numbers of the best items, best first, and their scores. */
export interface Recommendations {
  readonly items: readonly Int32Array[];
  readonly scores: readonly Float64Array[];
}

/** Factors of users, known or new, from their ratings: rows x width. Each row depends on nothing but itself. */
export function factorsOfRows({ items, width, ...rest }: Factors, ratings: SparseMatrix): Float32Array {
  const rows = new Float32Array(ratings.rows * width);
  new RowSolver({ width, ...rest }).solve(ratings, rows, items, 2 * width);
  return rows;
}

/** The `count` best items for each row of ratings that it has not rated yet; equal scores by item number. */
export function recommend(factors: Factors, ratings: SparseMatrix, count: number): Recommendations {
  const { items, width } = factors;
  const rows = factorsOfRows(factors, ratings);
  const total = items.length / width;
  const scores = new Float64Array(total);
  const order = new Int32Array(total);
  const found = { items: [] as Int32Array[], scores: [] as Float64Array[] };
  for (let row = 0; row < ratings.rows; row++) {
    for (let item = 0; item < total; item++) {
      let score = 0;
      for (let i = 0; i < width; i++) score += rows[row * width + i]! * items[item * width + i]!;
      scores[item] = score;
      order[item] = item;
    }
    for (let at = ratings.offsets[row]!; at < ratings.offsets[row + 1]!; at++) scores[ratings.indices[at]!] = -Infinity;
    const best = order
      .filter((item) => scores[item]! > -Infinity)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, count);
    found.items.push(best);
    found.scores.push(Float64Array.from(best, (item) => scores[item]!));
  }
  return found;
}
