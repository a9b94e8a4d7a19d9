import { shuffle } from "./batches.ts";

/**
 * Splits rows at random into those to train on and those to watch: from each class (targets of `units` numbers that
 * are equal) the same share is held out; values are one class.
 */
export function holdOut(
  targets: Float32Array,
  units: number,
  stratify: boolean,
  share: number,
  random: () => number,
): { readonly train: Int32Array; readonly watch: Int32Array } {
  const rows = targets.length / units;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  shuffle(order, random);
  const strata = new Map<string, number[]>();
  for (const row of order) {
    const key = stratify ? targets.subarray(row * units, (row + 1) * units).join() : "";
    const stratum = strata.get(key);
    if (stratum) stratum.push(row);
    else strata.set(key, [row]);
  }
  const watch: number[] = [];
  for (const stratum of strata.values())
    watch.push(...stratum.slice(0, Math.min(stratum.length - 1, Math.round(stratum.length * share))));
  const watched = new Set(watch);
  return { train: order.filter((row) => !watched.has(row)), watch: Int32Array.from(watch).sort() };
}
