import { threadsByDefault } from "@tandem/toolkit-kernels";
import type { Labels } from "../objectives/objective.ts";
import type { Growth } from "./growth.ts";
import { badOption } from "../check-options.ts";
import { columnNumber, type BoostingOptions, type ColumnRef } from "./options.ts";

/** Values below which a second thread costs more than it gives. */
const SMALL = 200_000;

/** Options as numbers of columns and full of defaults. */
export function growthOf(options: BoostingOptions, columns: number, names: readonly string[] | undefined): Growth {
  const depth = options.growth === "depth";
  const maxDepth = options.maxDepth ?? (depth && options.maxLeaves === undefined ? 6 : Infinity);
  const byDefault = depth && Number.isFinite(maxDepth) ? 2 ** Math.min(maxDepth, 16) : 31;
  return {
    maxLeaves: Math.min(options.maxLeaves ?? byDefault, 2 ** Math.min(maxDepth, 20)),
    maxDepth,
    minLeafSamples: options.minLeafSamples ?? 20,
    minChildWeight: options.minChildWeight ?? 1e-3,
    minSplitGain: options.minSplitGain ?? 0,
    l1: options.l1 ?? 0,
    l2: options.l2 ?? 0,
    learningRate: options.learningRate ?? 0.1,
    byDepth: depth,
    categorySmoothing: options.categorySmoothing ?? 10,
    categorySupport: 0,
    monotone: monotoneOf(options, columns, names),
    interactions: interactionsOf(options, columns, names),
  };
}

function monotoneOf(
  { monotone }: BoostingOptions,
  columns: number,
  names: readonly string[] | undefined,
): Int8Array | undefined {
  if (!monotone || Object.keys(monotone).length === 0) return undefined;
  const directions = new Int8Array(columns);
  for (const [ref, direction] of Object.entries(monotone)) {
    if (direction !== 1 && direction !== -1) throw badOption(`monotone.${ref}`, String(direction), "1 or -1");
    directions[columnNumber("monotone", ref, columns, names)] = direction;
  }
  return directions;
}

function interactionsOf(
  { interactions }: BoostingOptions,
  columns: number,
  names: readonly string[] | undefined,
): Growth["interactions"] {
  if (!interactions) return undefined;
  const sets = interactions.map((set) => new Set(set.map((ref) => columnNumber("interactions", ref, columns, names))));
  const rest = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => !sets.some((set) => set.has(column)),
  );
  return rest.length > 0 ? [...sets, new Set(rest)] : sets;
}

export function columnSet(
  option: string,
  refs: readonly ColumnRef[],
  columns: number,
  names: readonly string[] | undefined,
): ReadonlySet<number> {
  return new Set(refs.map((ref) => columnNumber(option, ref, columns, names)));
}

export function threadsFor(threads: number | undefined, values: number): number {
  return threads ?? (values < SMALL ? 1 : threadsByDefault());
}

/** Labels with the class weights worked into the rows' weights. */
export function withClassWeights(labels: Labels, classWeights: BoostingOptions["classWeights"]): Labels {
  if (!classWeights) return labels;
  const { targets, weights } = labels;
  const byClass = classWeights === "balanced" ? balanced(labels) : classWeights;
  const each = targets.map((target, row) => {
    const weight = byClass[target];
    if (weight === undefined || !(weight >= 0))
      throw badOption(
        "classWeights",
        JSON.stringify(classWeights),
        `a weight for each class; class ${target} has none`,
      );
    return weight * (weights ? weights[row]! : 1);
  });
  return { ...labels, weights: each };
}

/** All weights over (classes x weights of the class), as scikit-learn's "balanced". */
function balanced({ targets, weights }: Labels): readonly number[] {
  const sums: number[] = [];
  targets.forEach((target, row) => {
    while (sums.length <= target) sums.push(0);
    sums[target]! += weights ? weights[row]! : 1;
  });
  const total = sums.reduce((sum, each) => sum + each, 0);
  return sums.map((sum) => (sum > 0 ? total / (sum * sums.length) : 0));
}
