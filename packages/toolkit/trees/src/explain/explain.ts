import type { Explanation } from "@tandem/core";
import type { TreeFeatures } from "../binning/table.ts";
import type { Trees } from "../trees.ts";
import { attribute, type Attribution } from "./attribute.ts";
import { featureNames } from "./feature-names.ts";
import { shareOf } from "./leaves.ts";
import { structureOf } from "./structure.ts";

/**
 * Exact SHAP values of raw scores, path-dependent as in Lundberg's TreeSHAP: what is not known is averaged over the
 * training rows at each split, told by `cover`. Per row and output, `base` and contributions sum to the score of
 * `predictTrees(..., { output: "score" })`. The same as LightGBM's and XGBoost's `pred_contrib` and shap's TreeExplainer.
 * @throws TandemError `trees/bad-data` for features of another width
 */
export function explainTrees(trees: Trees, features: TreeFeatures): Explanation {
  const contributions = attribute(trees, features, {
    width: trees.features,
    places: (path) => Int32Array.from(path.features),
    write: (game, pass, out, at, stride) => game.values(pass, out, at, stride),
  });
  const structure = structureOf(trees);
  return {
    features: featureNames(trees),
    outputs: trees.outputs,
    contributions,
    base: expectedScores(trees),
    structure,
  };
}

/**
 * SHAP interaction values: rows x outputs x features x features, symmetric, row-major. A row of the matrix sums to the
 * feature's SHAP value; its diagonal is what the feature does alone.
 * @throws TandemError `trees/bad-data` for features of another width
 */
export function explainInteractions(trees: Trees, features: TreeFeatures): Float64Array {
  const count = trees.features;
  const pairs: Attribution = {
    width: count * count,
    places: (path) => Int32Array.from(pairsOf(path.features, count)),
    write: (game, pass, out, at, stride) => game.interactions(pass, out, at, stride),
  };
  return mirrored(attribute(trees, features, pairs), count);
}

/** Each pair of a path at its place above the diagonal. */
function* pairsOf(features: readonly number[], count: number): Iterable<number> {
  for (const [i, a] of features.entries())
    for (const b of features.slice(i)) yield Math.min(a, b) * count + Math.max(a, b);
}

function mirrored(matrices: Float64Array, count: number): Float64Array {
  for (let start = 0; start < matrices.length; start += count * count)
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) matrices[start + j * count + i] = matrices[start + i * count + j]!;
  return matrices;
}

/** Per output the mean score of the training rows as `cover` tells it. */
function expectedScores(trees: Trees): Float64Array {
  const { roots, outputs, feature, left, right, value } = trees;
  const expected = Float64Array.from(trees.base);
  const means = new Float64Array(feature.length);
  for (let node = feature.length - 1; node >= 0; node--) {
    const [l, r] = [left[node]!, right[node]!];
    means[node] =
      feature[node]! < 0 ? value[node]! : shareOf(trees, node, l) * means[l]! + shareOf(trees, node, r) * means[r]!;
  }
  for (let tree = 0; tree + 1 < roots.length; tree++) expected[tree % outputs]! += means[roots[tree]!]!;
  return expected;
}
