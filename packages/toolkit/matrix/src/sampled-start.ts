import { isSparse, type DenseMatrix } from "@tandem/core";
import { minimize, type MinimizeOptions } from "./lbfgs.ts";
import { logisticObjective, parametersOf, type LogisticProblem } from "./logistic-objective.ts";
import { rowsOf, type FeatureMatrix } from "./rows.ts";
import { whitening } from "./whitening.ts";

/** Fewer rows are fitted as quickly as sampled. */
const MANY_ROWS = 32_768;
/** One row of so many is sampled, but no more than the second number of rows. */
const EVERY = 8;
const MOST_SAMPLED = 65_536;
/** A sample that holds fewer rows of a class tells too little of it. */
const LEAST_OF_CLASS = 10;
/** The gradient of all rows at the sample's minimum is larger anyway. */
const TOLERANCE = 1e-4;
const ITERATIONS = 25;
/** A row that the sample's minimum is sure of still bends the loss so much. */
const LEAST_HEIGHT = 1e-4;

/**
 * Where to start on many rows, and in which metric: a fit of a sample of them lies so close to the minimum of all that
 * a few passes over all remain. Undefined for few rows, sparse ones or those of a class too rare. `stop` is called between passes over the sample.
 */
export function sampledStart(
  features: FeatureMatrix,
  problem: LogisticProblem,
  stop: () => void,
): Pick<MinimizeOptions, "start" | "precondition"> | undefined {
  if (isSparse(features) || features.rows < MANY_ROWS) return undefined;
  const sample = sampled(features, problem);
  if (rarestClass(sample.problem) < LEAST_OF_CLASS) return undefined;
  const { point, value } = minimize(logisticObjective(sample.problem), {
    tolerance: TOLERANCE,
    maxIterations: ITERATIONS,
    precondition: whitening(sample.features, sample.problem.rows, problem),
    onIteration: stop,
  });
  if (!Number.isFinite(value)) return undefined;
  if (problem.outputs > 1) return { start: point, precondition: whitening(features, problem.rows, problem) };
  const heights = heightsAt(point, sample.problem);
  return { start: point, precondition: whitening(sample.features, sample.problem.rows, { ...problem, heights }) };
}

function sampled({ rows, columns, data }: DenseMatrix, { targets, shares, ...rest }: LogisticProblem) {
  const every = Math.max(EVERY, Math.ceil(rows / MOST_SAMPLED));
  const count = Math.ceil(rows / every);
  const features = { rows: count, columns, data: new Float64Array(count * columns) };
  for (let i = 0, row = 0; i < count; i++, row += every)
    features.data.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  const own = shares && Float64Array.from({ length: count }, (_, i) => shares[i * every]!);
  const total = own?.reduce((sum, share) => sum + share, 0) || 1;
  const problem: LogisticProblem = {
    ...rest,
    rows: rowsOf(features),
    targets: Int32Array.from({ length: count }, (_, i) => targets[i * every]!),
    shares: own?.map((share) => share / total),
  };
  return { features, problem };
}

/** Rows of the class that has fewest. */
function rarestClass({ targets, outputs }: LogisticProblem): number {
  const counts = new Int32Array(Math.max(2, outputs));
  for (let row = 0; row < targets.length; row++) counts[targets[row]!]! += 1;
  return Math.min(...counts);
}

/** p(1 - p) of each row, times its share of the rows. */
function heightsAt(point: Float64Array, { rows, shares }: LogisticProblem): Float64Array {
  const heights = new Float64Array(rows.rows);
  const { coefficients, intercepts } = parametersOf(point, 1, rows.columns);
  rows.scores(0, rows.rows, coefficients, intercepts, heights);
  for (let row = 0; row < heights.length; row++) {
    const e = Math.exp(-Math.abs(heights[row]!));
    heights[row] = Math.max(LEAST_HEIGHT, e / (1 + e) ** 2) * (shares ? shares[row]! * rows.rows : 1);
  }
  return heights;
}
