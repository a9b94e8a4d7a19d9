import type { Trees } from "../trees.ts";
import { featureNames } from "./feature-names.ts";

export interface TreeImportance {
  readonly feature: string;
  /** What the feature's splits saved, summed. */
  readonly gain: number;
  /** How many splits are by the feature. */
  readonly splits: number;
}

/**
 * What trees themselves say of their features, the greatest gain first. It is told by the training rows: a feature with
 * many values can look important by chance. `explainTrees` and evaluation's `permutationImportance` ask other rows.
 */
export function treeImportance(trees: Trees): readonly TreeImportance[] {
  const { gain, splits } = sumsByFeature(trees);
  return featureNames(trees)
    .map((feature, i) => ({ feature, gain: gain[i]!, splits: splits[i]! }))
    .sort((a, b) => b.gain - a.gain || b.splits - a.splits);
}

/** By feature number. */
export function sumsByFeature(trees: Trees): { readonly gain: Float64Array; readonly splits: Float64Array } {
  const gain = new Float64Array(trees.features);
  const splits = new Float64Array(trees.features);
  trees.feature.forEach((feature, node) => {
    if (feature < 0) return;
    gain[feature]! += trees.gain[node]!;
    splits[feature]! += 1;
  });
  return { gain, splits };
}
