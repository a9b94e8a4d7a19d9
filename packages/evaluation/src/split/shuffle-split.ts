import { deriveSeed, randomSequence, TandemError } from "@tandem/core";
import { encodeByAppearance } from "./stratified-k-fold.ts";
import { permutation, shuffled } from "./shuffle.ts";
import { checkCount, checkEnough, type Fold, type Splittable, type Splitter } from "./splitter.ts";

export interface ShuffleSplitOptions {
  /** Number of independent divisions. Default 5. */
  readonly folds?: number;
  /** Part of the samples to test on, between 0 and 1; rounded up to whole samples. Default 0.2. */
  readonly testSize?: number;
  /** Keep the classes' proportions. Default false. */
  readonly stratified?: boolean;
  /** Default 0. */
  readonly seed?: number;
}

/** Independent random divisions: a row may be tested in several folds or in none. Division i depends on the seed and i alone. */
export function shuffleSplit({
  folds = 5,
  testSize = 0.2,
  stratified = false,
  seed = 0,
}: ShuffleSplitOptions = {}): Splitter {
  const name = "shuffleSplit";
  checkCount(name, "folds", folds, 1);
  if (!(testSize > 0 && testSize < 1))
    throw new TandemError("split/bad-option", {
      splitter: name,
      option: "testSize",
      found: String(testSize),
      expected: "a part between 0 and 1",
    });
  return {
    name,
    split(samples) {
      checkEnough(name, "samples", samples.length, 2);
      const strata = stratified ? strataOf(name, samples) : undefined;
      return Array.from({ length: folds }, (_, fold) => {
        const own = deriveSeed(seed, fold);
        return strata
          ? divideEach(strata, samples.length, testSize, own)
          : divide(permutation(samples.length, own), testSize);
      });
    },
  };
}

function divide(order: Int32Array, testSize: number): Fold {
  const size = Math.min(order.length - 1, Math.ceil(testSize * order.length));
  return { test: order.slice(0, size).sort(), train: order.slice(size).sort() };
}

function strataOf(name: string, samples: Splittable): number[][] {
  const { codes, counts } = encodeByAppearance(name, samples);
  checkEnough(
    name,
    "samples of each class",
    counts.reduce((least, count) => Math.min(least, count), Infinity),
    2,
  );
  const strata = counts.map((): number[] => []);
  codes.forEach((code, row) => strata[code]!.push(row));
  return strata;
}

function divideEach(strata: readonly number[][], length: number, testSize: number, seed: number): Fold {
  const random = randomSequence(seed);
  const tested = new Uint8Array(length);
  for (const rows of strata) {
    const size = Math.min(rows.length - 1, Math.max(1, Math.round(testSize * rows.length)));
    for (const row of shuffled([...rows], random).slice(0, size)) tested[row] = 1;
  }
  const rows = Int32Array.from(tested.keys());
  return { train: rows.filter((row) => tested[row] === 0), test: rows.filter((row) => tested[row] === 1) };
}
