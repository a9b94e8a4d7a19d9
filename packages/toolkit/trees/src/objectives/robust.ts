import type { Objective } from "./objective.ts";
import { weightedQuantile } from "./quantile.ts";
import { mean, weigh } from "./sums.ts";

/** Losses of the difference score - target whose leaf values are quantiles of the residuals (absolute error: the median). */
export function quantileLoss(name: string, quantile: number): Objective {
  const cost = (residual: number) => (residual >= 0 ? quantile : quantile - 1) * residual;
  const scale = name === "absolute" ? 2 : 1;
  return {
    name,
    link: "identity",
    outputs: 1,
    shift: true,
    base: ({ targets, weights }) => Float64Array.of(weightedQuantile(targets.slice(), weights?.slice(), quantile)),
    gradients(space) {
      const { rows, pairs, targets } = space;
      const scores = space.scores[0]!;
      const above = scale * (1 - quantile);
      const below = -scale * quantile;
      for (let i = 0; i < rows; i++) {
        pairs[2 * i] = scores[i]! >= targets[i]! ? above : below;
        pairs[2 * i + 1] = 1;
      }
      return weigh(space, true);
    },
    loss: ([scores], { targets, weights }) =>
      mean(targets.length, weights, (row) => scale * cost(targets[row]! - scores![row]!)),
    renew: (residuals, weights) => weightedQuantile(residuals, weights, quantile),
  };
}

/** Squared error for residuals up to delta, linear beyond. */
export function huber(delta: number): Objective {
  return {
    name: "huber",
    link: "identity",
    outputs: 1,
    shift: true,
    base: ({ targets, weights }) => Float64Array.of(weightedQuantile(targets.slice(), weights?.slice(), 0.5)),
    gradients(space) {
      const { rows, pairs, targets } = space;
      const scores = space.scores[0]!;
      for (let i = 0; i < rows; i++) {
        pairs[2 * i] = Math.min(Math.max(scores[i]! - targets[i]!, -delta), delta);
        pairs[2 * i + 1] = 1;
      }
      return weigh(space, true);
    },
    loss: ([scores], { targets, weights }) =>
      mean(targets.length, weights, (row) => {
        const error = Math.abs(targets[row]! - scores![row]!);
        return error <= delta ? error ** 2 / 2 : delta * (error - delta / 2);
      }),
  };
}
