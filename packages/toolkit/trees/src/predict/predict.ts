import { TandemError } from "@tandem/core";
import { tableOf, type TreeFeatures } from "../binning/table.ts";
import type { Trees } from "../trees.ts";
import { linked } from "./link.ts";
import { scorerOf, type Scorer } from "./scorer.ts";

export interface PredictOptions {
  /** "score" is the raw sum of the trees, "response" what the link makes of it: probabilities, means. Default "response". */
  readonly output?: "score" | "response";
}

/**
 * rows x outputs, row-major; one number a row where there is one output (binary: the probability of class 1). Rows do not
 * depend on each other: one alone is predicted as among many, to the bit.
 * @throws TandemError `trees/bad-data` for features of another width
 */
export function predictTrees(trees: Trees, features: TreeFeatures, options: PredictOptions = {}): Float64Array {
  const scores = scoresOf(trees, features, scorerOf(trees));
  return options.output === "score" ? scores : linked(scores, trees);
}

export function scoresOf(trees: Trees, features: TreeFeatures, scorer: Scorer): Float64Array {
  const table = tableOf(features);
  if (table.columns !== trees.features) {
    const reason = `they have ${table.columns} columns, but the trees were trained on ${trees.features}`;
    throw new TandemError("trees/bad-data", { what: "features", reason });
  }
  const scores = new Float64Array(table.rows * trees.outputs);
  for (let first = 0; first < table.rows; first += scorer.block) {
    const count = Math.min(scorer.block, table.rows - first);
    table.read(first, count, scorer.stage);
    const { row, feature } = table.strides(count);
    scorer.score(count, row, feature);
    const done = count * trees.outputs;
    scores.set(done === scorer.scores.length ? scorer.scores : scorer.scores.subarray(0, done), first * trees.outputs);
  }
  return scores;
}
