import type { Objective } from "./objective.ts";
import { mean, partialSums } from "./sums.ts";

/** Squared error; its loss is the mean squared error. */
export const squared: Objective = {
  name: "squared",
  link: "identity",
  outputs: 1,
  shift: true,
  base: ({ targets, weights }) => Float64Array.of(mean(targets.length, weights, (row) => targets[row]!)),
  gradients(space) {
    space.kernels.squaredGradients(space.kernels.layout.scores);
    return partialSums(space, true);
  },
  loss: ([scores], { targets, weights }) =>
    mean(targets.length, weights, (row) => (targets[row]! - scores![row]!) ** 2),
};
