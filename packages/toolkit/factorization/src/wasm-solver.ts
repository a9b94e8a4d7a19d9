import type { SparseMatrix } from "@tandem/core";
import { layoutOf, type Layout, type Side } from "./kernels/layout.ts";
import { wasmKernels } from "./kernels/wasm.ts";
import type { Problem, Solver } from "./solver.ts";
import { transpose, type Entries } from "./transpose.ts";

interface Session extends Pick<Problem, "options"> {
  readonly kernels: NonNullable<ReturnType<typeof wasmKernels>>;
  readonly layout: Layout;
}

/**
 * By kernels, all sums over a row of ratings in float32. The ratings lie in the kernels' memory from both sides, 16 bytes
 * for each. Undefined where kernels do not run.
 */
export function wasmSolver({ ratings, users, items, options }: Problem, threads: number): Solver | undefined {
  const { rows, columns, offsets } = ratings;
  const count = offsets[rows]! - offsets[0]!;
  const layout = layoutOf({ users: rows, items: columns, ratings: count, width: options.factors, threads });
  const kernels = wasmKernels(layout);
  if (!kernels) return undefined;
  const session = { kernels, layout, options };
  writeRatings(session, ratings);
  writeFactors(session, layout.users, users);
  writeFactors(session, layout.items, items);
  return {
    solveUsers: () => solve(session, layout.users, layout.items),
    solveItems: () => solve(session, layout.items, layout.users),
    factors: () => ({ users: readFactors(session, layout.users), items: readFactors(session, layout.items) }),
    close: kernels.close,
  };
}

/** Betters the factors of `own` side given those of the `other`. */
function solve(session: Session, own: Side, other: Side): void {
  const { kernels, layout, options } = session;
  const { padded, gram, scratch } = layout;
  const { factors, rows, offsets, indices, sureness } = own;
  writeGram(session, other);
  const { solveRows } = kernels.exports;
  solveRows(factors, rows, offsets, indices, sureness, other.factors, gram, padded, options.steps, scratch);
}

/** The factors' products plus the regularization, from the tiles on and above the diagonal. */
function writeGram({ kernels, layout, options }: Session, { factors, rows }: Side): void {
  const { padded, width } = layout;
  const sums = new Float64Array(kernels.buffer, layout.sums, padded * padded).fill(0);
  const gram = new Float32Array(kernels.buffer, layout.gram, padded * padded);
  kernels.exports.addGram(factors, rows, padded, layout.sums);
  for (let a = 0; a < padded; a++) {
    for (let b = a; b < padded; b++) gram[a * padded + b] = gram[b * padded + a] = sums[a * padded + b]!;
    if (a < width) gram[a * padded + a] = sums[a * padded + a]! + options.regularization;
  }
}

function writeRatings(session: Session, { rows, offsets, indices, values }: SparseMatrix): void {
  const byUser = entriesOf(session, session.layout.users);
  const [first, last] = [offsets[0]!, offsets[rows]!];
  for (let row = 0; row <= rows; row++) byUser.offsets[row] = offsets[row]! - first;
  byUser.indices.set(indices.subarray(first, last));
  for (let at = first; at < last; at++) byUser.values[at - first] = session.options.weight * values[at]!;
  transpose(byUser, entriesOf(session, session.layout.items));
}

function entriesOf({ kernels: { buffer }, layout }: Session, side: Side): Entries {
  return {
    offsets: new Int32Array(buffer, side.offsets, side.rows + 1),
    indices: new Int32Array(buffer, side.indices, layout.ratings),
    values: new Float32Array(buffer, side.sureness, layout.ratings),
  };
}

function writeFactors({ kernels, layout: { width, padded } }: Session, side: Side, factors: Float32Array): void {
  const rows = new Float32Array(kernels.buffer, side.factors, side.rows * padded);
  if (width === padded) return rows.set(factors);
  for (let from = 0, to = 0; from < factors.length; from += width, to += padded)
    rows.set(factors.subarray(from, from + width), to);
}

function readFactors({ kernels, layout: { width, padded } }: Session, side: Side): Float32Array {
  const rows = new Float32Array(kernels.buffer, side.factors, side.rows * padded);
  if (width === padded) return rows.slice();
  const factors = new Float32Array(side.rows * width);
  for (let from = 0, to = 0; to < factors.length; from += padded, to += width)
    factors.set(rows.subarray(from, from + width), to);
  return factors;
}
