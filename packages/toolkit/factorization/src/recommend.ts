import type { SparseMatrix } from "@tandem/core";
import { gramOf, type Factors } from "./factors.ts";
import { RowSolver } from "./solve.ts";

/** For each row the numbers of the best items, best first, and their scores. */
export interface Recommendations {
  readonly items: readonly Int32Array[];
  readonly scores: readonly Float64Array[];
}

/** Of the items, reckoned once: factors must not be changed after they have recommended. */
const grams = new WeakMap<Factors, Float64Array>();

/** Factors of users, known or new, from their ratings: rows x width. Each row depends on nothing but itself. */
export function factorsOfRows(factors: Factors, ratings: SparseMatrix): Float32Array {
  const { items, width, regularization } = factors;
  let gram = grams.get(factors);
  if (!gram) grams.set(factors, (gram = gramOf(items, width, regularization)));
  const rows = new Float32Array(ratings.rows * width);
  new RowSolver(factors).solve(ratings, rows, items, 2 * width, gram);
  return rows;
}

/** The `count` best items for each row of ratings that it has not rated yet; equal scores by item number. */
export function recommend(factors: Factors, ratings: SparseMatrix, count: number): Recommendations {
  const { items, width } = factors;
  const rows = factorsOfRows(factors, ratings);
  const scores = new Float64Array(items.length / width);
  const found = { items: [] as Int32Array[], scores: [] as Float64Array[] };
  for (let row = 0; row < ratings.rows; row++) {
    scoreItems(rows.subarray(row * width, (row + 1) * width), items, scores);
    for (let at = ratings.offsets[row]!; at < ratings.offsets[row + 1]!; at++) scores[ratings.indices[at]!] = -Infinity;
    const best = bestOf(scores, count);
    found.items.push(best);
    found.scores.push(Float64Array.from(best, (item) => scores[item]!));
  }
  return found;
}

function scoreItems(user: Float32Array, items: Float32Array, scores: Float64Array): void {
  for (let item = 0, at = 0; item < scores.length; item++) {
    let score = 0;
    for (let i = 0; i < user.length; i++, at++) score += user[i]! * items[at]!;
    scores[item] = score;
  }
}

/** Places of the `count` highest scores above -Infinity, highest first; equal ones in their order. */
function bestOf(scores: Float64Array, count: number): Int32Array {
  const best = new Int32Array(Math.min(count, scores.length));
  let length = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (!(score > (length === best.length ? scores[best[length - 1]!]! : -Infinity))) continue;
    let place = length === best.length ? length - 1 : length++;
    for (; place > 0 && scores[best[place - 1]!]! < score; place--) best[place] = best[place - 1]!;
    best[place] = item;
  }
  return best.subarray(0, length);
}
