import { TandemError, type Label } from "@tandem/core";

/** "balanced", or a weight per class in the order given; a class that is not named has weight 1. */
export type ClassWeights<L extends Label> = "balanced" | readonly (readonly [label: L, weight: number])[];

/** Each row's share of the total weight (undefined where all are equal), and that total. */
export function classShares<L extends Label>(
  targets: Int32Array,
  classes: readonly L[],
  weights: Float64Array | undefined,
  classWeights: ClassWeights<L> | undefined,
): { readonly shares: Float64Array | undefined; readonly total: number } {
  if (!weights && !classWeights) return { shares: undefined, total: targets.length };
  const factors = factorsOf(targets, classes, weights, classWeights);
  const shares = new Float64Array(targets.length);
  let total = 0;
  for (let row = 0; row < targets.length; row++)
    total += shares[row] = factors[targets[row]!]! * (weights ? weights[row]! : 1);
  if (!(total > 0)) throw new TandemError("matrix/bad-weights", { reason: "all weights are zero" });
  for (let row = 0; row < shares.length; row++) shares[row]! /= total;
  return { shares, total };
}

function factorsOf<L extends Label>(
  targets: Int32Array,
  classes: readonly L[],
  weights: Float64Array | undefined,
  classWeights: ClassWeights<L> | undefined,
): Float64Array {
  const factors = new Float64Array(classes.length).fill(1);
  if (classWeights === "balanced") return balanced(targets, factors, weights);
  for (const [label, weight] of classWeights ?? []) {
    const k = classes.indexOf(label);
    const reason =
      k < 0
        ? `class ${String(label)} has a weight but no samples`
        : `the weight of class ${String(label)} is ${weight}`;
    if (k < 0 || !(weight >= 0 && weight < Infinity)) throw new TandemError("matrix/bad-weights", { reason });
    factors[k] = weight;
  }
  return factors;
}

/** Total weight over (classes present times the weight of the class), as scikit-learn's compute_class_weight. */
function balanced(targets: Int32Array, factors: Float64Array, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(factors.length);
  for (let row = 0; row < targets.length; row++) sums[targets[row]!]! += weights ? weights[row]! : 1;
  const total = sums.reduce((sum, one) => sum + one, 0);
  const present = sums.filter((sum) => sum > 0).length;
  return factors.map((_, k) => (sums[k]! > 0 ? total / (present * sums[k]!) : 0));
}
