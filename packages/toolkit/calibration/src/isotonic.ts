import { checkScored, type Scored } from "./scored.ts";

/** A rising curve through points, level beyond its ends. */
export interface IsotonicMap {
  readonly method: "isotonic";
  /** Scores, strictly ascending. */
  readonly x: readonly number[];
  /** Probabilities, never falling. */
  readonly y: readonly number[];
}

/**
 * The non-decreasing function of the score that is nearest to the truth in least squares, by pooling adjacent
 * violators. Makes no assumption on the shape; wants about a thousand samples or more.
 * @throws TandemError `calibration/unusable`
 */
export function fitIsotonic(scored: Scored): IsotonicMap {
  checkScored(scored);
  const { x, y, weight } = distinct(scored);
  pool(y, weight);
  const kept = x
    .map((_, i) => i)
    .filter((i) => i === 0 || i === x.length - 1 || y[i] !== y[i - 1] || y[i] !== y[i + 1]);
  return { method: "isotonic", x: kept.map((i) => x[i]!), y: kept.map((i) => y[i]!) };
}

/** Linear between the points. */
export function applyIsotonic({ x, y }: IsotonicMap, score: number): number {
  const last = x.length - 1;
  if (!(score > x[0]!)) return y[0]!;
  if (score >= x[last]!) return y[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x[middle]! <= score) low = middle;
    else high = middle;
  }
  return y[low]! + ((y[high]! - y[low]!) / (x[high]! - x[low]!)) * (score - x[low]!);
}

interface Points {
  readonly x: number[];
  readonly y: number[];
  readonly weight: number[];
}

/** Ascending distinct scores of samples with weight, each with the mean truth and the total weight of its samples. */
function distinct({ scores, truth, weights }: Scored): Points {
  const order = Array.from({ length: scores.length }, (_, row) => row)
    .filter((row) => !weights || weights[row]! > 0)
    .sort((a, b) => scores[a]! - scores[b]! || truth[a]! - truth[b]!);
  const points: Points = { x: [], y: [], weight: [] };
  for (const row of order) {
    const weight = weights ? weights[row]! : 1;
    const last = points.x.length - 1;
    if (last >= 0 && points.x[last] === scores[row]) {
      points.y[last]! += weight * truth[row]!;
      points.weight[last]! += weight;
    } else {
      points.x.push(scores[row]!);
      points.y.push(weight * truth[row]!);
      points.weight.push(weight);
    }
  }
  points.y.forEach((sum, i) => (points.y[i] = sum / points.weight[i]!));
  return points;
}

/** Replaces falling runs of `y` by their weighted means, in place, until none falls. */
function pool(y: number[], weight: readonly number[]): void {
  const sums: number[] = [];
  const weights: number[] = [];
  const sizes: number[] = [];
  const mean = (block: number) => sums[block]! / weights[block]!;
  y.forEach((value, i) => {
    sums.push(value * weight[i]!);
    weights.push(weight[i]!);
    sizes.push(1);
    for (let last = sums.length - 1; last > 0 && mean(last - 1) >= mean(last); last--) {
      sums[last - 1]! += sums.pop()!;
      weights[last - 1]! += weights.pop()!;
      sizes[last - 1]! += sizes.pop()!;
    }
  });
  let at = 0;
  sizes.forEach((size, block) => y.fill(mean(block), at, (at += size)));
}
