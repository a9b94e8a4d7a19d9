import { TandemError } from "./errors.ts";
import type { OutcomeTable } from "./predictions.ts";
import type { Classified, Label } from "./task.ts";

export type Bad = (reason: string) => TandemError;

/** Outcomes by `flat`: rows x classes row-major. The label is the class of the highest, the first among equals. */
export function ofClasses<L extends Label>(
  classes: readonly L[],
  flat: Float64Array,
  bad: Bad,
): OutcomeTable<Classified<L>> {
  const width = classes.length;
  const length = width === 0 ? 0 : flat.length / width;
  const best = new Int32Array(length);
  const probability = new Float64Array(length);
  for (let row = 0, start = 0; row < length; row++, start += width) {
    let top = 0;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const p = flat[start + k]!;
      if (!(p >= 0 && p <= 1 + 1e-6))
        throw bad(`probability ${p} for class ${String(classes[k])} in row ${row}; it must lie in [0, 1]`);
      sum += p;
      if (p > flat[start + top]!) top = k;
    }
    if (Math.abs(sum - 1) > 1e-3) throw bad(`probabilities that sum to ${sum} in row ${row}; they must sum to 1`);
    best[row] = top;
    probability[row] = Math.min(1, flat[start + top]!);
  }
  const probabilitiesOf = (row: number) => {
    const values = new Array<number>(width);
    for (let k = 0; k < width; k++) values[k] = flat[row * width + k]!;
    return values;
  };
  const labels = () => {
    const all = new Array<L>(length);
    for (let row = 0; row < length; row++) all[row] = classes[best[row]!]!;
    return all;
  };
  return tableOf(classes, probability, { labelOf: (row) => classes[best[row]!]!, labels, probabilitiesOf });
}

/**
 * Outcomes of two classes by the probability of the second; the same as {@link ofClasses} gives for both probabilities,
 * without writing out the first. Undefined where a value is no probability.
 */
export function ofTwoClasses<L extends Label>(
  classes: readonly L[],
  given: Float64Array | Float32Array,
): OutcomeTable<Classified<L>> | undefined {
  const second = new Float64Array(given.length); // a copy, as a model may use its array again
  const probability = new Float64Array(given.length);
  for (let row = 0; row < second.length; row++) {
    const p = given[row]!;
    if (!(p >= 0 && p <= 1)) return undefined;
    second[row] = p;
    probability[row] = Math.max(p, 1 - p);
  }
  const bestOf = (row: number) => Number(second[row]! > 1 - second[row]!); // a number, as a branch on chance is slow
  const labels = () => {
    const all = new Array<L>(second.length);
    for (let row = 0; row < all.length; row++) all[row] = classes[bestOf(row)]!;
    return all;
  };
  return tableOf(classes, probability, {
    labelOf: (row) => classes[bestOf(row)]!,
    labels,
    probabilitiesOf: (row) => [1 - second[row]!, second[row]!],
  });
}

interface ClassParts<L> {
  labelOf(row: number): L;
  labels(): L[];
  probabilitiesOf(row: number): number[];
}

function tableOf<L extends Label>(
  classes: readonly L[],
  probability: Float64Array,
  { labelOf, labels, probabilitiesOf }: ClassParts<L>,
): OutcomeTable<Classified<L>> {
  const { length } = probability;
  const probabilities = () => {
    const all = new Array<number[]>(length);
    for (let row = 0; row < length; row++) all[row] = probabilitiesOf(row);
    return all;
  };
  return {
    length,
    classes,
    at: (row) => ({ label: labelOf(row), probability: probability[row]!, probabilities: probabilitiesOf(row) }),
    column(field) {
      if (field === "probability") return probability;
      if (field === "probabilities") return probabilities();
      if (field !== "label")
        throw new TandemError("samples/no-such-field", { field, known: ["label", "probability", "probabilities"] });
      const all = labels();
      return typeof classes[0] === "number" ? Float64Array.from(all as number[]) : all;
    },
  };
}
