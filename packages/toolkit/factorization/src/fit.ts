import { newRun, TandemError, type Run, type SparseMatrix } from "@tandem/core";
import { threadsByDefault } from "@tandem/toolkit-kernels";
import type { Factors } from "./factors.ts";
import { checked, type ImplicitOptions } from "./options.ts";
import { plainSolver, type Problem, type Solver } from "./solver.ts";
import { wasmSolver } from "./wasm-solver.ts";

/** Ratings times factors below which a second thread costs more than it gives. */
const SMALL = 1_000_000;

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
  const settings = checked(options);
  const { factors: width, weight, regularization, iterations } = settings;
  checkRatings(ratings);
  if (start) checkStart(start, ratings, width);
  const users = start ? start.users.slice() : randomFactors(ratings.rows * width, run);
  const items = start ? start.items.slice() : randomFactors(ratings.columns * width, run);
  const solver = solverOf({ ratings, users, items, options: settings }, options);
  try {
    for (let round = 0; round < iterations; round++) {
      run.signal.throwIfAborted();
      solver.solveUsers();
      solver.solveItems();
      run.progress(round + 1, iterations);
    }
    const names = ratings.names ? { names: ratings.names } : {};
    return { width, ...solver.factors(), weight, regularization, ...names };
  } finally {
    solver.close();
  }
}

function solverOf(problem: Problem, { threads, kernels }: ImplicitOptions): Solver {
  if (kernels === "plain") return plainSolver(problem);
  const work = problem.ratings.indices.length * problem.options.factors;
  return wasmSolver(problem, threads ?? (work < SMALL ? 1 : threadsByDefault())) ?? plainSolver(problem);
}

function randomFactors(count: number, run: Run): Float32Array {
  const factors = new Float32Array(count);
  for (let i = 0; i < count; i++) factors[i] = 0.01 * (run.random() - 0.5);
  return factors;
}

function checkRatings({ rows, columns, offsets, indices, values }: SparseMatrix): void {
  const fail = (reason: string) => new TandemError("factorization/bad-ratings", { reason });
  if (rows === 0 || columns === 0) throw fail(`there are ${rows} users and ${columns} items; there must be some`);
  if (offsets.length !== rows + 1) throw fail(`${offsets.length} offsets for ${rows} users`);
  for (let row = 0; row < rows; row++)
    if (!(offsets[row]! >= 0 && offsets[row]! <= offsets[row + 1]!))
      throw fail(`offsets ${row} and ${row + 1} are ${offsets[row]} and ${offsets[row + 1]}; they must not fall`);
  for (let at = 0; at < offsets[rows]!; at++) {
    if (!(values[at]! >= 0 && values[at]! < Infinity))
      throw fail(`rating ${at} is ${values[at]}; give finite ones of at least 0`);
    if (!(indices[at]! >= 0 && indices[at]! < columns))
      throw fail(`rating ${at} is of item ${indices[at]} of ${columns}`);
  }
}

function checkStart(
  start: { readonly users: Float32Array; readonly items: Float32Array },
  { rows, columns }: SparseMatrix,
  width: number,
): void {
  for (const [what, count] of [["users", rows] as const, ["items", columns] as const])
    if (start[what].length !== count * width)
      throw new TandemError("factorization/bad-ratings", {
        reason: `the start has ${start[what].length} numbers for ${count} ${what} of ${width} each`,
      });
}
