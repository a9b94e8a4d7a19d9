import type { Kernels } from "../kernels/kernels.ts";
import type { Link } from "../trees.ts";

export interface Labels {
  readonly targets: Float64Array;
  readonly weights: Float64Array | undefined;
  /** Of each row the query it belongs to, ascending; for ranking only. */
  readonly groups: Int32Array | undefined;
}

/** Where gradients are computed: scores of all outputs, one block each, and room for gradient and hessian of one output. */
export interface GradientSpace {
  readonly kernels: Kernels;
  readonly rows: number;
  readonly output: number;
  readonly scores: readonly Float32Array[];
  readonly targets: Float32Array;
  readonly weights: Float32Array | undefined;
  /** Gradient of row i at 2 i, hessian at 2 i + 1. */
  readonly pairs: Float32Array;
  /** First of an output's iteration: what outputs share may be computed now. */
  readonly seed: number;
}

/** Sums over all rows of |gradient| and of the hessian. */
export interface GradientSums {
  readonly gradient: number;
  readonly hessian: number;
  /** All hessians are 1, so they are summed exactly. */
  readonly unitHessian: boolean;
}

/** A loss to be minimised. Predictions are `link(score)`; hessians are positive. */
export interface Objective {
  readonly name: string;
  readonly link: Link;
  readonly outputs: number;
  /** The score per output that fits all rows best. */
  base(labels: Labels): Float64Array;
  /** What is subtracted from targets before they become float32; for losses of the difference only. */
  readonly shift: boolean;
  gradients(space: GradientSpace): GradientSums;
  /** The mean loss, for early stopping and the log; lower is better. */
  loss(scores: readonly Float32Array[], labels: Labels): number;
  /** Where leaf values are no Newton steps: the best step for these residuals (target - score). */
  renew?(residuals: Float64Array, weights: Float64Array | undefined): number;
}
