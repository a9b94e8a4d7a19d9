import { TandemError } from "@tandem/core";
import "../errors.ts";

/** Row numbers, ascending unless a splitter says otherwise; the two sets are disjoint. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** What splitters read: any Samples are such, and so is `{ length: 100 }`. */
export interface Splittable<S = unknown> {
  readonly length: number;
  readonly labels?: ArrayLike<unknown>;
  readonly groups?: readonly string[];
  at?(row: number): S;
}

/** A way to divide samples into training and test rows, again and again. Equal samples always give equal folds. */
export interface Splitter<S = unknown> {
  readonly name: string;
  /** @throws TandemError `split/too-few`, `split/missing` */
  split(samples: Splittable<S>): readonly Fold[];
}

/** @throws TandemError `split/bad-option` unless `value` is a whole number of at least `least`. */
export function checkCount(splitter: string, option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new TandemError("split/bad-option", {
    splitter,
    option,
    found: String(value),
    expected: `a whole number of at least ${least}`,
  });
}

export function checkEnough(splitter: string, what: string, found: number, needed: number): void {
  if (found < needed) throw new TandemError("split/too-few", { splitter, what, needed, found });
}

/** Folds from the fold number of each row: fold f tests the rows of number f and trains on the others. */
export function foldsOf(assigned: Int32Array, folds: number): readonly Fold[] {
  const sizes = new Int32Array(folds);
  for (const fold of assigned) sizes[fold]!++;
  return Array.from(sizes, (size, fold) => {
    const test = new Int32Array(size);
    const train = new Int32Array(assigned.length - size);
    for (let row = 0, i = 0, j = 0; row < assigned.length; row++) {
      if (assigned[row] === fold) test[i++] = row;
      else train[j++] = row;
    }
    return { train, test };
  });
}

/** The value of `of` for each row, through `at`. */
export function eachSample<S, T>(splitter: string, samples: Splittable<S>, what: string, of: (sample: S) => T): T[] {
  if (!samples.at)
    throw new TandemError("split/missing", { splitter, what, remedy: "split Samples, whose rows can be read" });
  return Array.from({ length: samples.length }, (_, row) => of(samples.at!(row)));
}
