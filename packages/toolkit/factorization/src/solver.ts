import type { SparseMatrix } from "@tandem/core";
import type { Settings } from "./options.ts";
import { RowSolver } from "./solve.ts";
import { transpose } from "./transpose.ts";

/** What alternating least squares alternates between. */
export interface Solver {
  /** Betters the users' factors given the items'. */
  solveUsers(): void;
  /** Betters the items' factors given the users'. */
  solveItems(): void;
  factors(): { readonly users: Float32Array; readonly items: Float32Array };
  /** To be called when all is done or has failed. */
  close(): void;
}

export interface Problem {
  /** Users in rows. */
  readonly ratings: SparseMatrix;
  readonly users: Float32Array;
  readonly items: Float32Array;
  readonly options: Settings;
}

/** In plain TypeScript, all sums in float64. The factors given are changed. */
export function plainSolver({ ratings, users, items, options }: Problem): Solver {
  const { factors: width, weight, regularization, steps } = options;
  const solver = new RowSolver({ width, weight, regularization });
  const byItem = transposed(ratings);
  return {
    solveUsers: () => solver.solve(ratings, users, items, steps),
    solveItems: () => solver.solve(byItem, items, users, steps),
    factors: () => ({ users, items }),
    close: () => undefined,
  };
}

function transposed(ratings: SparseMatrix): SparseMatrix {
  const { rows, columns, offsets } = ratings;
  const count = offsets[rows]! - offsets[0]!;
  const turned = {
    offsets: new Int32Array(columns + 1),
    indices: new Int32Array(count),
    values: new Float64Array(count),
  };
  transpose(ratings, turned);
  return { rows: columns, columns: rows, ...turned };
}
