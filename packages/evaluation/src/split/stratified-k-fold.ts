import { deriveSeed, randomSequence, TandemError } from "@tandem/core";
import type { FoldOptions } from "./k-fold.ts";
import { shuffled } from "./shuffle.ts";
import { checkCount, checkEnough, foldsOf, type Splittable, type Splitter } from "./splitter.ts";

/**
 * Folds with the classes in the proportions of the whole: sizes of a class in two folds differ by at most one. A class
 * with fewer samples than folds is missing from some. Unshuffled folds are those of scikit-learn's StratifiedKFold;
 * shuffling mixes which rows of a class go to which fold.
 */
export function stratifiedKFold({ folds = 5, shuffle = false, seed = 0 }: FoldOptions = {}): Splitter {
  const name = "stratifiedKFold";
  checkCount(name, "folds", folds, 2);
  return {
    name,
    split(samples) {
      const { codes, counts } = encodeByAppearance(name, samples);
      checkEnough(
        name,
        "samples of one class",
        counts.reduce((most, count) => Math.max(most, count), 0),
        folds,
      );
      const assigned = new Int32Array(codes.length);
      const quotas = allocate(counts, folds);
      const next = quotas.map((quota, code) => {
        const order = quota.flatMap((size, fold) => new Array<number>(size).fill(fold));
        return (shuffle ? shuffled(order, randomSequence(deriveSeed(seed, code))) : order).values();
      });
      for (let row = 0; row < codes.length; row++) assigned[row] = next[codes[row]!]!.next().value!;
      return foldsOf(assigned, folds);
    },
  };
}

/** Classes numbered in the order in which they first appear. */
export function encodeByAppearance(
  splitter: string,
  { length, labels }: Splittable,
): { readonly codes: Int32Array; readonly counts: number[] } {
  if (!labels || labels.length !== length)
    throw new TandemError("split/missing", { splitter, what: "labels", remedy: "give labelled samples or use kFold" });
  const known = new Map<unknown, number>();
  const counts: number[] = [];
  const codes = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    let code = known.get(labels[row]);
    if (code === undefined) {
      known.set(labels[row], (code = known.size));
      counts.push(0);
    }
    codes[row] = code;
    counts[code]!++;
  }
  return { codes, counts };
}

/** How many of each class go to each fold: samples sorted by class are dealt to the folds in turn. */
function allocate(counts: readonly number[], folds: number): number[][] {
  let dealt = 0;
  return counts.map((count) => {
    const quota = new Array<number>(folds).fill(Math.floor(count / folds));
    for (let extra = 0; extra < count % folds; extra++) quota[(dealt + extra) % folds]!++;
    dealt += count;
    return quota;
  });
}
