import type { SparseMatrix } from "@tandem/core";
import { layoutOf, type Layout } from "./kernels/layout.ts";
import { wasmKernels, type Kernels } from "./kernels/wasm.ts";
import type { Problem, Solver } from "./solver.ts";

interface Session extends Pick<Problem, "options"> {
  readonly kernels: Kernels;
  readonly layout: Layout;
}

/** By kernels, all sums over a row of ratings in float32; undefined where they do not run. */
export function wasmSolver(problem: Problem): Solver | undefined {
  const { ratings, byItem, options } = problem;
  const longest = Math.max(longestRow(ratings), longestRow(byItem));
  const layout = layoutOf({ users: ratings.rows, items: byItem.rows, width: options.factors, longest });
  const kernels = wasmKernels(layout.bytes);
  if (!kernels) return undefined;
  const session = { kernels, layout, options };
  writeFactors(session, layout.users, problem.users);
  writeFactors(session, layout.items, problem.items);
  return {
    solveUsers: () => solve(session, ratings, layout.users, layout.items),
    solveItems: () => solve(session, byItem, layout.items, layout.users),
    factors: () => ({
      users: readFactors(session, layout.users, ratings.rows),
      items: readFactors(session, layout.items, byItem.rows),
    }),
  };
}

function longestRow({ rows, offsets }: SparseMatrix): number {
  let longest = 0;
  for (let row = 0; row < rows; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  return longest;
}

/** Betters the factors at `x` of the rows of `ratings` given those of its columns at `y`. */
function solve(session: Session, ratings: SparseMatrix, x: number, y: number): void {
  const { kernels, layout, options } = session;
  const { rows, columns, offsets } = ratings;
  writeGram(session, y, columns);
  for (let from = 0, to; from < rows; from = to) {
    to = from + 1;
    while (to < rows && to - from < layout.height && offsets[to + 1]! - offsets[from]! <= layout.room) to++;
    stageRatings(session, ratings, from, to);
    kernels.solveRows(
      x + from * layout.padded * 4,
      to - from,
      layout.offsets,
      layout.indices,
      layout.sureness,
      y,
      layout.gram,
      layout.padded,
      options.steps,
      layout.scratch,
    );
  }
}

/** The factors' products plus the regularization, from the tiles on and above the diagonal. */
function writeGram({ kernels, layout, options }: Session, rows: number, count: number): void {
  const { padded, width } = layout;
  const { buffer } = kernels.memory;
  const sums = new Float64Array(buffer, layout.sums, padded * padded).fill(0);
  const gram = new Float32Array(buffer, layout.gram, padded * padded);
  kernels.addGram(rows, count, padded, layout.sums);
  for (let a = 0; a < padded; a++) {
    for (let b = a; b < padded; b++) gram[a * padded + b] = gram[b * padded + a] = sums[a * padded + b]!;
    if (a < width) gram[a * padded + a] = sums[a * padded + a]! + options.regularization;
  }
}

function stageRatings({ kernels, layout, options }: Session, ratings: SparseMatrix, from: number, to: number): void {
  const { buffer } = kernels.memory;
  const { offsets, indices, values } = ratings;
  const [first, last] = [offsets[from]!, offsets[to]!];
  const staged = new Int32Array(buffer, layout.offsets, to - from + 1);
  for (let i = 0; i < staged.length; i++) staged[i] = offsets[from + i]! - first;
  new Int32Array(buffer, layout.indices, last - first).set(indices.subarray(first, last));
  const sureness = new Float32Array(buffer, layout.sureness, last - first);
  for (let i = 0; i < sureness.length; i++) sureness[i] = options.weight * values[first + i]!;
}

function writeFactors({ kernels, layout: { width, padded } }: Session, at: number, factors: Float32Array): void {
  const rows = new Float32Array(kernels.memory.buffer, at, (factors.length / width) * padded);
  if (width === padded) return rows.set(factors);
  for (let from = 0, to = 0; from < factors.length; from += width, to += padded)
    rows.set(factors.subarray(from, from + width), to);
}

function readFactors({ kernels, layout: { width, padded } }: Session, at: number, count: number): Float32Array {
  const rows = new Float32Array(kernels.memory.buffer, at, count * padded);
  if (width === padded) return rows.slice();
  const factors = new Float32Array(count * width);
  for (let from = 0, to = 0; to < factors.length; from += padded, to += width)
    factors.set(rows.subarray(from, from + width), to);
  return factors;
}
