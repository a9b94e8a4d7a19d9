import type { Trees } from "../trees.ts";

/** Thresholds or categories of one feature, as the cuts that its values are ranked by. */
export interface FeatureCuts {
  readonly categorical: boolean;
  /** Ascending. A category code c has two cuts, just below it and itself: exactly c has an odd rank, all else an even one. */
  readonly cuts: Float64Array;
}

/** A rank is a byte, and 255 stands for missing values. */
export const MOST_CUTS = 254;

/** The cuts of each feature; undefined where some feature has too many, or both thresholds and categories. */
export function cutsOfTrees(trees: Trees): readonly FeatureCuts[] | undefined {
  const numbers = Array.from({ length: trees.features }, () => new Set<number>());
  const codes = new Map<number, Set<number>>();
  for (let node = 0; node < trees.feature.length; node++) {
    const feature = trees.feature[node]!;
    if (feature < 0) continue;
    if (trees.categorySet[node]! < 0) numbers[feature]!.add(trees.threshold[node]! + 0);
    else codes.set(feature, codesOf(trees, trees.categoryKnown[node]!, codes.get(feature)));
  }
  const all = numbers.map((thresholds, feature): FeatureCuts | undefined => {
    const known = codes.get(feature);
    if (known)
      return thresholds.size === 0 && 2 * known.size <= MOST_CUTS
        ? { categorical: true, cuts: codeCuts(known) }
        : undefined;
    thresholds.delete(Infinity); // nothing lies above it: the greatest rank serves
    return thresholds.size <= MOST_CUTS
      ? { categorical: false, cuts: Float64Array.from(thresholds).sort() }
      : undefined;
  });
  return all.every((cuts) => cuts !== undefined) ? all : undefined;
}

function codesOf({ categoryStarts, categoryBits }: Trees, set: number, into = new Set<number>()): Set<number> {
  const start = categoryStarts[set]!;
  for (let word = start; word < categoryStarts[set + 1]!; word++)
    for (let bit = 0; bit < 32; bit++) if ((categoryBits[word]! >>> bit) & 1) into.add((word - start) * 32 + bit);
  return into;
}

function codeCuts(codes: ReadonlySet<number>): Float64Array {
  return Float64Array.from([...codes].flatMap((code) => [justBelow(code), code])).sort();
}
/** Of a whole number below 2^51. */
function justBelow(code: number): number {
  return code === 0 ? -Number.MIN_VALUE : code * (1 - Number.EPSILON / 2);
}
