/** How scores become what is predicted; "shares" divides a row by its sum and keeps a single
 * one within 0 and 1, "halves" gives 2^-score. */
export type Link = "identity" | "logistic" | "softmax" | "exp" | "shares" | "halves";

/**
 * An ensemble of binary trees as plain data. All nodes of all trees lie in parallel arrays; tree t has the nodes from
 * `roots[t]` to `roots[t + 1]`, its root first, and adds to output `t % outputs`.
 *
 * A row goes left at node i if
 * - its value x of column `feature[i]` is missing (NaN) and `missingLeft[i]` is 1, or
 * - `categorySet[i] < 0` and `x <= threshold[i]`, or
 * - `categorySet[i] = s >= 0` and bit x of set s is on: bit `x % 32` of `categoryBits[categoryStarts[s] + floor(x / 32)]`.
 *   A code that the feature never had in training counts as missing: it is not in set `categoryKnown[i]`.
 */
export interface Trees {
  readonly kind: "boosting" | "forest" | "isolation";
  /** What was fitted, like "binary" or "squared". */
  readonly objective: string;
  readonly link: Link;
  /** Scores of a row: 1, or one per class. */
  readonly outputs: number;
  /** Columns of the features. */
  readonly features: number;
  readonly featureNames?: readonly string[];
  /** Per output: the score before any tree. */
  readonly base: Float64Array;
  readonly roots: Int32Array;
  /** -1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Node numbers within all arrays; a leaf has itself for both. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** -1 where the split is by order. */
  readonly categorySet: Int32Array;
  /** The set of all categories that the split knows, -1 where the split is by order. */
  readonly categoryKnown: Int32Array;
  readonly categoryStarts: Int32Array;
  readonly categoryBits: Uint32Array;
  /** What a leaf adds to the score, learning rate included; 0 for inner nodes. */
  readonly value: Float64Array;
  /** Training rows that came by (their weight for imported trees). */
  readonly cover: Float64Array;
  /** What the split saved: G^2/(H + l2) of both children less the node's own; 0 for leaves. */
  readonly gain: Float64Array;
}

export function treeCount({ roots }: Trees): number {
  return roots.length - 1;
}
