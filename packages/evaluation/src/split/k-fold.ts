import { permutation } from "./shuffle.ts";
import { checkCount, checkEnough, foldsOf, type Splitter } from "./splitter.ts";

export interface FoldOptions {
  /** Default 5. */
  readonly folds?: number;
  /** Default false: rows keep their order, as scikit-learn's do. */
  readonly shuffle?: boolean;
  /** Of the shuffling. Default 0. */
  readonly seed?: number;
}

/**
 * Consecutive blocks of rows, each tested once; the first `length % folds` blocks are one longer. Unshuffled folds are
 * those of scikit-learn's KFold.
 */
export function kFold({ folds = 5, shuffle = false, seed = 0 }: FoldOptions = {}): Splitter {
  const name = "kFold";
  checkCount(name, "folds", folds, 2);
  return {
    name,
    split({ length }) {
      checkEnough(name, "samples", length, folds);
      const order = shuffle ? permutation(length, seed) : undefined;
      const assigned = new Int32Array(length);
      for (let fold = 0, start = 0; fold < folds; fold++) {
        const end = start + Math.floor(length / folds) + (fold < length % folds ? 1 : 0);
        for (; start < end; start++) assigned[order ? order[start]! : start] = fold;
      }
      return foldsOf(assigned, folds);
    },
  };
}
