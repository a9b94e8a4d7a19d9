import type { Objective } from "./objective.ts";
import { mean, partialSums } from "./sums.ts";

/** Log-loss of two classes, coded 0 and 1; the score is the log-odds of class 1. */
export const binary: Objective = {
  name: "binary",
  link: "logistic",
  outputs: 1,
  shift: false,
  base({ targets, weights }) {
    const share = Math.min(
      Math.max(
        mean(targets.length, weights, (row) => targets[row]!),
        1e-9,
      ),
      1 - 1e-9,
    );
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  gradients(space) {
    space.kernels.binaryGradients(space.kernels.layout.scores);
    return partialSums(space, false);
  },
  loss: ([scores], { targets, weights }) =>
    mean(targets.length, weights, (row) => {
      const margin = targets[row]! > 0 ? scores![row]! : -scores![row]!;
      return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
    }),
};
