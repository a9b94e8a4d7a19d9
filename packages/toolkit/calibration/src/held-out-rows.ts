import { randomSequence, TandemError, type Label, type LabeledSamples } from "@tandem/core";

/** The fold of each row: classes are spread evenly over the folds; where samples have groups, a group stays in one. */
export function foldOfRows<D, L extends Label>(
  samples: LabeledSamples<D, L>,
  folds: number,
  seed: number,
): { readonly foldOf: Int32Array; readonly folds: number } {
  const random = randomSequence(seed);
  const { groups } = samples;
  const labels = samples.labels as ArrayLike<unknown> as ArrayLike<Label>;
  const strata = byKey(samples.length, (row) => (groups ? groups[row]! : labels[row]!));
  const foldOf = new Int32Array(samples.length);
  if (groups) {
    const dealt = Math.min(folds, strata.length);
    if (dealt < 2) throw tooFew("groups", strata.length);
    shuffle(strata, random).forEach((rows, place) => rows.forEach((row) => (foldOf[row] = place % dealt)));
    return { foldOf, folds: dealt };
  }
  const rarest = strata.reduce((least, rows) => Math.min(least, rows.length), Infinity);
  if (strata.length < 2) throw tooFew("classes", strata.length);
  if (rarest < 2) throw tooFew("samples of each class", rarest);
  const dealt = Math.min(folds, rarest);
  let next = 0;
  for (const rows of strata) for (const row of shuffle(rows, random)) foldOf[row] = next++ % dealt;
  return { foldOf, folds: dealt };
}

function byKey(length: number, keyOf: (row: number) => Label): number[][] {
  const rows = new Map<Label, number[]>();
  for (let row = 0; row < length; row++) {
    const key = keyOf(row);
    const list = rows.get(key);
    if (list) list.push(row);
    else rows.set(key, [row]);
  }
  return [...rows.values()];
}

function shuffle<T>(values: T[], random: () => number): T[] {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
  return values;
}

function tooFew(what: string, found: number): TandemError {
  return new TandemError("calibration/unusable", {
    what,
    reason: `must be at least 2 to hold some of them out, but there are ${found}`,
  });
}
