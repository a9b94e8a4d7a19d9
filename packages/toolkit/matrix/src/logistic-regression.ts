import { logger, newRun, TandemError, type Label, type Run } from "@tandem/core";
import { classShares, type ClassWeights } from "./class-weights.ts";
import { classTargets } from "./class-targets.ts";
import type { KernelKind } from "./kernels/wasm.ts";
import { minimize, type Minimum } from "./lbfgs.ts";
import { logisticObjective, parametersOf, type LogisticProblem } from "./logistic-objective.ts";
import { refuseNotFinite, rowsOf } from "./rows.ts";
import { checkOption, checkTrainingData, type TrainingData } from "./training-data.ts";
import { sampledStart } from "./sampled-start.ts";
import { whitening } from "./whitening.ts";

/** A fitted logistic regression as plain data. */
export interface LogisticEstimator<L extends Label = Label> {
  /** Sorted; of two classes the scores are of the second. */
  readonly classes: readonly L[];
  /** One row of `columns` coefficients for two classes, else one per class. */
  readonly coefficients: Float64Array;
  /** As many as rows of coefficients. */
  readonly intercepts: Float64Array;
  readonly columns: number;
}

export interface LogisticOptions<L extends Label> {
  /** Inverse strength of the L2 penalty, as in scikit-learn: C * sum of losses + squared coefficients / 2. Default 1; Infinity for none. */
  readonly c?: number;
  /** Default true; the intercept is not penalised. */
  readonly intercept?: boolean;
  /** "balanced" gives each class the same total weight; multiplied with the samples' own weights. */
  readonly classWeights?: ClassWeights<L>;
  /** Converged once no component of the gradient of the mean loss is larger. Default 1e-8. */
  readonly tolerance?: number;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Where to start from; its classes are kept, so that labels may lack some of them. */
  readonly previous?: LogisticEstimator<L> | undefined;
  /** "plain" is TypeScript. Default: WebAssembly where it runs; sparse features are always "plain". They agree up to rounding. */
  readonly kernels?: KernelKind;
}

/**
 * Logistic regression for two classes, softmax regression for more. The run's signal is looked at between passes over
 * the data; "loss" is logged for each iteration and "converged" (1 or 0) at the end.
 * @throws TandemError `matrix/not-finite`, `matrix/one-class`, `matrix/misaligned`, `matrix/bad-option`
 */
export function logisticRegression<L extends Label>(
  data: TrainingData<L>,
  options: LogisticOptions<L> = {},
  run: Run = newRun(),
): LogisticEstimator<L> {
  const { c = 1, intercept = true, tolerance = 1e-8, maxIterations = 200, previous, kernels } = options;
  checkTrainingData(data);
  checkOption("c", c, "above 0", c > 0);
  checkOption("tolerance", tolerance, "above 0", tolerance > 0);
  checkOption(
    "maxIterations",
    maxIterations,
    "a whole number from 1",
    Number.isInteger(maxIterations) && maxIterations > 0,
  );
  const { features } = data;
  const rows = rowsOf(features);
  const { classes, targets } = classTargets(data.labels, previous?.classes);
  const { shares, total } = classShares(targets, classes, data.weights, options.classWeights);
  const outputs = classes.length === 2 ? 1 : classes.length;
  const problem: LogisticProblem = { rows, targets, shares, outputs, intercept, penalty: 1 / (c * total), kernels };
  const begin = previous
    ? { start: startOf(previous, features.columns), precondition: whitening(features, rows, problem) }
    : (sampledStart(features, problem, () => run.signal.throwIfAborted()) ?? {
        precondition: whitening(features, rows, problem),
      });
  const minimum = minimize(logisticObjective(problem), {
    tolerance,
    maxIterations,
    ...begin,
    onIteration(iteration, value) {
      if (!Number.isFinite(value)) refuseNotFinite(rows, features.names);
      run.signal.throwIfAborted();
      run.log("loss", value, iteration);
      run.progress(Math.min(iteration, maxIterations), maxIterations);
    },
  });
  report(minimum, run, maxIterations);
  return estimatorOf(minimum.point, classes, outputs, features.columns);
}

function startOf(previous: LogisticEstimator | undefined, columns: number): Float64Array | undefined {
  if (!previous) return undefined;
  if (previous.columns !== columns)
    throw new TandemError("matrix/columns-differ", { expected: previous.columns, found: columns });
  return Float64Array.from([...previous.coefficients, ...previous.intercepts]);
}

function report({ converged, iterations, value }: Minimum, run: Run, maxIterations: number): void {
  run.log("converged", converged ? 1 : 0);
  run.progress(maxIterations, maxIterations);
  if (!converged)
    logger("toolkit-matrix").warn("logistic regression did not converge; scale the features or raise maxIterations", {
      iterations,
      value,
    });
}

/** Softmax scores may be shifted together; the intercepts are given with mean zero, as scikit-learn gives them. */
function estimatorOf<L extends Label>(
  point: Float64Array,
  classes: readonly L[],
  outputs: number,
  columns: number,
): LogisticEstimator<L> {
  const { coefficients, intercepts } = parametersOf(point, outputs, columns);
  const mean = outputs === 1 ? 0 : intercepts.reduce((sum, b) => sum + b, 0) / outputs;
  return { classes, columns, coefficients: coefficients.slice(), intercepts: intercepts.map((b) => b - mean) };
}
