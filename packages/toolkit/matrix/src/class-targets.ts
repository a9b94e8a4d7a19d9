import { sortedClasses, TandemError, type Label } from "@tandem/core";

/** Up to so many classes are compared one by one: faster than hashing each label. */
const FEW = 16;

/**
 * The sorted classes and each row's place among them; of labels alone, or among classes known before.
 * @throws TandemError `matrix/one-class`, `matrix/unknown-class`
 */
export function classTargets<L extends Label>(
  labels: ArrayLike<L>,
  known?: readonly L[],
): { readonly classes: readonly L[]; readonly targets: Int32Array } {
  const classes = known ?? sortedClasses(distinct(labels));
  if (classes.length < 2) throw new TandemError("matrix/one-class", { found: String(classes[0]) });
  const find = finder(classes);
  const targets = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const place = find(labels[row]!);
    if (place < 0)
      throw new TandemError("matrix/unknown-class", { row, found: String(labels[row]), known: classes.map(String) });
    targets[row] = place;
  }
  return { classes, targets };
}

function finder<L extends Label>(classes: readonly L[]): (label: L) => number {
  if (classes.length <= FEW) return (label) => classes.indexOf(label);
  const places = new Map(classes.map((label, place) => [label, place]));
  return (label) => places.get(label) ?? -1;
}

function distinct<L extends Label>(labels: ArrayLike<L>): readonly L[] {
  const few: L[] = [];
  for (let row = 0; row < labels.length; row++) {
    if (few.includes(labels[row]!)) continue;
    if (few.length === FEW) return Array.from(labels);
    few.push(labels[row]!);
  }
  return few;
}
