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
      const orders = quotas.map((quota, code) => {
        const order = dealt(quota, counts[code]!);
        return shuffle ? shuffled(order, randomSequence(deriveSeed(seed, code))) : order;
      });
      const next = new Int32Array(orders.length);
      for (let row = 0; row < codes.length; row++) assigned[row] = orders[codes[row]!]![next[codes[row]!]!++]!;
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

/** Each fold's number as often as its quota says. */
function dealt(quota: readonly number[], count: number): Int32Array {
  const order = new Int32Array(count);
  let at = 0;
  for (const [fold, size] of quota.entries()) order.fill(fold, at, (at += size));
  return order;
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
