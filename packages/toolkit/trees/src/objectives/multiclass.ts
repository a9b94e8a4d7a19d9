import type { Objective } from "./objective.ts";
import { mean, weigh } from "./sums.ts";

/** Log-loss of classes coded 0, 1, ... `classes - 1`, by softmax; one score and one tree a round for each class. */
export function multiclass(classes: number): Objective {
  let normalisers: Float64Array = new Float64Array(0);
  return {
    name: "multiclass",
    link: "softmax",
    outputs: classes,
    shift: false,
    base({ targets, weights }) {
      const shares = new Float64Array(classes);
      targets.forEach((target, row) => (shares[target]! += weights ? weights[row]! : 1));
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.map((share) => Math.log(Math.max(share / total, 1e-12)));
    },
    gradients(space) {
      const { rows, pairs, targets, output } = space;
      // A round starts with output 0: all its trees see the scores of then, and each changes only its own output's.
      if (output === 0) normalisers = logSums(space.scores, rows);
      const scores = space.scores[output]!;
      for (let i = 0; i < rows; i++) {
        const probability = Math.exp(scores[i]! - normalisers[i]!);
        pairs[2 * i] = probability - (targets[i] === output ? 1 : 0);
        pairs[2 * i + 1] = probability * (1 - probability);
      }
      return weigh(space, false);
    },
    loss(scores, { targets, weights }) {
      const sums = logSums(scores, targets.length);
      return mean(targets.length, weights, (row) => sums[row]! - scores[targets[row]!]![row]!);
    },
  };
}

/** log(sum over outputs of e^score) of each row. */
function logSums(scores: readonly Float32Array[], rows: number): Float64Array {
  const sums = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let most = -Infinity;
    for (const output of scores) most = Math.max(most, output[row]!);
    let sum = 0;
    for (const output of scores) sum += Math.exp(output[row]! - most);
    sums[row] = most + Math.log(sum);
  }
  return sums;
}
