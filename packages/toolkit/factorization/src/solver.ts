import type { SparseMatrix } from "@tandem/core";
import type { ImplicitOptions } from "./options.ts";
import { RowSolver } from "./solve.ts";

/** What alternating least squares alternates between. */
export interface Solver {
  /** Betters the users' factors given the items'. */
  solveUsers(): void;
  /** Betters the items' factors given the users'. */
  solveItems(): void;
  factors(): { readonly users: Float32Array; readonly items: Float32Array };
}

export interface Problem {
  /** Users in rows. */
  readonly ratings: SparseMatrix;
  /** The same with items in rows. */
  readonly byItem: SparseMatrix;
  readonly users: Float32Array;
  readonly items: Float32Array;
  readonly options: Required<Omit<ImplicitOptions, "kernels">>;
}

/** In plain TypeScript, all sums in float64. The factors given are changed. */
export function plainSolver({ ratings, byItem, users, items, options }: Problem): Solver {
  const { factors: width, weight, regularization, steps } = options;
  const solver = new RowSolver({ width, weight, regularization });
  return {
    solveUsers: () => solver.solve(ratings, users, items, steps),
    solveItems: () => solver.solve(byItem, items, users, steps),
    factors: () => ({ users, items }),
  };
}
