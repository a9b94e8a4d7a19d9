import { groupKFold } from "../split/group-k-fold.ts";
import { kFold } from "../split/k-fold.ts";
import type { Splitter } from "../split/splitter.ts";
import { stratifiedKFold } from "../split/stratified-k-fold.ts";

/** Five shuffled folds: by group where samples have groups, else stratified for classification. */
export function usualSplitter(kind: string, grouped: boolean, seed: number): Splitter {
  const options = { folds: 5, shuffle: true, seed };
  if (grouped) return groupKFold(options);
  return kind === "classification" ? stratifiedKFold(options) : kFold(options);
}
