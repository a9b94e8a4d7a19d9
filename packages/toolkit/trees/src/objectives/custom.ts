import type { Objective } from "./objective.ts";
import { mean, weigh } from "./sums.ts";

/** A loss of one's own. Rows are weighed by the library; none of these functions may look at weights. */
export interface CustomObjective {
  readonly name: string;
  /** The score to start from. Default 0. */
  base?(targets: Float64Array, weights: Float64Array | undefined): number;
  /** First and second derivative of the loss by the score, of every row; hessians above 0. */
  gradients(scores: Float32Array, targets: Float32Array, gradient: Float32Array, hessian: Float32Array): void;
  /** The loss of one row, for early stopping. Default: half the squared gradient. */
  loss?(score: number, target: number): number;
}

export function customObjective(custom: CustomObjective): Objective {
  let gradient = new Float32Array(0);
  let hessian = gradient;
  return {
    name: custom.name,
    link: "identity",
    outputs: 1,
    shift: false,
    base: ({ targets, weights }) => Float64Array.of(custom.base?.(targets, weights) ?? 0),
    gradients(space) {
      const { rows, pairs } = space;
      if (gradient.length !== rows) {
        gradient = new Float32Array(rows);
        hessian = new Float32Array(rows);
      }
      custom.gradients(space.scores[0]!, space.targets, gradient, hessian);
      for (let i = 0; i < rows; i++) {
        pairs[2 * i] = gradient[i]!;
        pairs[2 * i + 1] = hessian[i]!;
      }
      return weigh(space, false);
    },
    loss([scores], { targets, weights }) {
      const { loss } = custom;
      if (loss) return mean(targets.length, weights, (row) => loss(scores![row]!, targets[row]!));
      const g = new Float32Array(targets.length);
      custom.gradients(scores!, Float32Array.from(targets), g, new Float32Array(targets.length));
      return mean(targets.length, weights, (row) => g[row]! ** 2 / 2);
    },
  };
}
