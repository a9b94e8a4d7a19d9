import { TandemError } from "@tandem/core";
import { permutation } from "./shuffle.ts";
import { checkCount, checkEnough, eachSample, foldsOf, type Splittable, type Splitter } from "./splitter.ts";
import type { FoldOptions } from "./k-fold.ts";

export interface GroupOptions<S> extends FoldOptions {
  /** The group of a sample; default: the samples' own groups. */
  readonly group?: (sample: S) => string;
}

/**
 * No group is on both sides of a fold, and folds are as equal in samples as greedy packing makes them: the largest
 * group goes to the smallest fold. Unshuffled folds are those of scikit-learn's GroupKFold; shuffling deals the groups
 * to folds in random order, an equal number of groups each.
 */
export function groupKFold<S = unknown>({
  folds = 5,
  shuffle = false,
  seed = 0,
  group,
}: GroupOptions<S> = {}): Splitter<S> {
  const name = "groupKFold";
  checkCount(name, "folds", folds, 2);
  return {
    name,
    split(samples) {
      const { codes, counts } = encodeGroups(groupsOf(name, samples, group));
      checkEnough(name, "groups", counts.length, folds);
      const foldOf = shuffle ? dealt(counts.length, folds, seed) : packed(counts, folds);
      return foldsOf(
        codes.map((code) => foldOf[code]!),
        folds,
      );
    },
  };
}

/** @throws TandemError `split/missing` where neither a function nor the samples say the groups. */
export function groupsOf<S>(
  splitter: string,
  samples: Splittable<S>,
  group: ((sample: S) => string) | undefined,
): readonly string[] {
  if (group) return eachSample(splitter, samples, "groups", group);
  if (samples.groups?.length === samples.length) return samples.groups;
  throw new TandemError("split/missing", {
    splitter,
    what: "groups",
    remedy: "give each sample a group, or the splitter a function: { group: (sample) => ... }",
  });
}

function encodeGroups(groups: readonly string[]): { readonly codes: Int32Array; readonly counts: Int32Array } {
  const names = [...new Set(groups)].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  const codes = Int32Array.from(groups, (group) => codeOf.get(group)!);
  const counts = new Int32Array(names.length);
  for (const code of codes) counts[code]!++;
  return { codes, counts };
}

function packed(counts: Int32Array, folds: number): Int32Array {
  const largestFirst = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || b - a);
  const load = new Float64Array(folds);
  const foldOf = new Int32Array(counts.length);
  for (const code of largestFirst) {
    const lightest = load.indexOf(Math.min(...load));
    load[lightest]! += counts[code]!;
    foldOf[code] = lightest;
  }
  return foldOf;
}

function dealt(groups: number, folds: number, seed: number): Int32Array {
  const foldOf = new Int32Array(groups);
  permutation(groups, seed).forEach((code, place) => (foldOf[code] = place % folds));
  return foldOf;
}
