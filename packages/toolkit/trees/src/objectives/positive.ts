import type { Objective } from "./objective.ts";
import { mean, weigh } from "./sums.ts";

/** Half the deviance of the Poisson distribution, the score being the log of the mean. */
export const poisson: Objective = {
  name: "poisson",
  link: "exp",
  outputs: 1,
  shift: false,
  base: ({ targets, weights }) =>
    Float64Array.of(
      Math.log(
        Math.max(
          mean(targets.length, weights, (row) => targets[row]!),
          1e-12,
        ),
      ),
    ),
  gradients(space) {
    const { rows, pairs, targets } = space;
    const scores = space.scores[0]!;
    for (let i = 0; i < rows; i++) {
      const expected = Math.exp(scores[i]!);
      pairs[2 * i] = expected - targets[i]!;
      pairs[2 * i + 1] = expected;
    }
    return weigh(space, false);
  },
  loss: ([scores], { targets, weights }) =>
    mean(targets.length, weights, (row) => Math.exp(scores![row]!) - targets[row]! * scores![row]!),
};

/** Half the deviance of the gamma distribution, the score being the log of the mean. */
export const gamma: Objective = {
  name: "gamma",
  link: "exp",
  outputs: 1,
  shift: false,
  base: poisson.base,
  gradients(space) {
    const { rows, pairs, targets } = space;
    const scores = space.scores[0]!;
    for (let i = 0; i < rows; i++) {
      const ratio = targets[i]! * Math.exp(-scores[i]!);
      pairs[2 * i] = 1 - ratio;
      pairs[2 * i + 1] = ratio;
    }
    return weigh(space, false);
  },
  loss: ([scores], { targets, weights }) =>
    mean(targets.length, weights, (row) => scores![row]! + targets[row]! * Math.exp(-scores![row]!)),
};
