import type { GradientSpace, Labels, Objective } from "./objective.ts";
import { weigh } from "./sums.ts";

/**
 * LambdaMART (Burges 2010): pairs within a query pull apart by what swapping them would change NDCG at `top`. Targets
 * are grades 0, 1, 2, ... with gain 2^grade - 1.
 */
export function lambdaRank(top: number, groups: Int32Array): Objective {
  const starts = groupStarts(groups);
  return {
    name: "lambdarank",
    link: "identity",
    outputs: 1,
    shift: false,
    base: () => Float64Array.of(0),
    gradients(space) {
      space.pairs.fill(0, 0, 2 * space.rows);
      for (let q = 0; q + 1 < starts.length; q++) pullApart(space, starts[q]!, starts[q + 1]!, top);
      for (let i = 1; i < 2 * space.rows; i += 2) space.pairs[i] = Math.max(space.pairs[i]!, 1e-9);
      return weigh(space, false);
    },
    loss: ([scores], labels) => 1 - meanNdcg(scores!, labels, top),
  };
}

export function groupStarts(groups: Int32Array): Int32Array {
  const starts = [0];
  for (let row = 1; row < groups.length; row++) if (groups[row] !== groups[row - 1]) starts.push(row);
  return Int32Array.from([...starts, groups.length]);
}

const discount = (rank: number) => 1 / Math.log2(rank + 2);
const gainOf = (grade: number) => 2 ** grade - 1;

function idealDcg(grades: ArrayLike<number>, top: number): number {
  const sorted = Float64Array.from(grades).sort().reverse();
  let sum = 0;
  for (let rank = 0; rank < Math.min(top, sorted.length); rank++) sum += gainOf(sorted[rank]!) * discount(rank);
  return sum;
}

function ranked(scores: Float32Array, begin: number, end: number): Int32Array {
  return Int32Array.from({ length: end - begin }, (_, i) => begin + i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

function pullApart({ scores: [scores], targets, pairs }: GradientSpace, begin: number, end: number, top: number): void {
  const ideal = idealDcg(targets.subarray(begin, end), top);
  if (!scores || ideal === 0) return;
  const order = ranked(scores, begin, end);
  const spread = scores[order[0]!]! !== scores[order.at(-1)!]!;
  for (let i = 0; i < Math.min(top, order.length); i++) {
    for (let j = i + 1; j < order.length; j++) {
      const a = order[i]!;
      const b = order[j]!;
      if (targets[a] === targets[b]) continue;
      const [high, low] = targets[a]! > targets[b]! ? [a, b] : [b, a];
      const margin = scores[high]! - scores[low]!;
      const swap =
        (Math.abs(gainOf(targets[a]!) - gainOf(targets[b]!)) * (discount(i) - (j < top ? discount(j) : 0))) / ideal;
      const weight = spread ? swap / (0.01 + Math.abs(margin)) : swap;
      const wrong = 1 / (1 + Math.exp(margin));
      pairs[2 * high]! -= weight * wrong;
      pairs[2 * low]! += weight * wrong;
      pairs[2 * high + 1]! += weight * wrong * (1 - wrong);
      pairs[2 * low + 1]! += weight * wrong * (1 - wrong);
    }
  }
}

/** NDCG at `top`, mean over queries; a query without relevant rows counts as 1. */
export function meanNdcg(scores: Float32Array, { targets, groups }: Labels, top: number): number {
  const starts = groupStarts(groups ?? new Int32Array(targets.length));
  let sum = 0;
  for (let q = 0; q + 1 < starts.length; q++) {
    const [begin, end] = [starts[q]!, starts[q + 1]!];
    const ideal = idealDcg(targets.subarray(begin, end), top);
    let dcg = 0;
    ranked(scores, begin, end).forEach((row, rank) => (dcg += rank < top ? gainOf(targets[row]!) * discount(rank) : 0));
    sum += ideal > 0 ? dcg / ideal : 1;
  }
  return sum / Math.max(starts.length - 1, 1);
}
