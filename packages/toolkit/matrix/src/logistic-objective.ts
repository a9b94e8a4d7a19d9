import type { KernelKind } from "./kernels/wasm.ts";
import type { Objective } from "./lbfgs.ts";
import { plainPass } from "./logistic-pass.ts";
import type { Rows } from "./rows.ts";
import { wasmPass } from "./wasm-logistic.ts";

export interface LogisticProblem {
  readonly rows: Rows;
  /** Index of each row's class. */
  readonly targets: Int32Array;
  /** One per row; they sum to 1. */
  readonly shares: Float64Array | undefined;
  readonly outputs: number;
  readonly intercept: boolean;
  /** Half of this times the squared coefficients is added to the mean loss. */
  readonly penalty: number;
  readonly kernels?: KernelKind | undefined;
}

/** Coefficients (outputs x columns) and intercepts, or the gradient by them. */
export interface Parameters {
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
}

/** Adds the gradient over all rows, weighted but not averaged, to `slope` and returns the loss. */
export type LogisticPass = (at: Parameters, slope: Parameters) => number;

/** Where in the vector of parameters they lie. */
export function parametersOf(point: Float64Array, outputs: number, columns: number): Parameters {
  return {
    coefficients: point.subarray(0, outputs * columns),
    intercepts: point.subarray(outputs * columns, outputs * columns + outputs),
  };
}

/** Mean cross-entropy plus L2 penalty; with one output the logistic loss, with several the softmax one. */
export function logisticObjective(problem: LogisticProblem): Objective {
  const { rows, outputs } = problem;
  const pass = (problem.kernels === "plain" ? undefined : wasmPass(problem)) ?? plainPass(problem);
  return {
    size: outputs * (rows.columns + 1),
    evaluate(point, gradient) {
      gradient.fill(0);
      const at = parametersOf(point, outputs, rows.columns);
      const slope = parametersOf(gradient, outputs, rows.columns);
      return finish(pass(at, slope), problem, at.coefficients, slope);
    },
  };
}

function finish(
  loss: number,
  { shares, rows, intercept, penalty }: LogisticProblem,
  coefficients: Float64Array,
  slope: Parameters,
): number {
  const scale = shares ? 1 : 1 / rows.rows;
  let squares = 0;
  for (let j = 0; j < coefficients.length; j++) {
    squares += coefficients[j]! ** 2;
    slope.coefficients[j] = slope.coefficients[j]! * scale + penalty * coefficients[j]!;
  }
  for (let k = 0; k < slope.intercepts.length; k++) slope.intercepts[k] = intercept ? slope.intercepts[k]! * scale : 0;
  return loss * scale + (penalty / 2) * squares;
}
