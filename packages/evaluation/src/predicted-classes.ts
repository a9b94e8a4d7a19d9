import { TandemError, type Label } from "@tandem/core";
import { distinctLabels } from "./metrics/classes.ts";
import type { ProbabilityInput } from "./metrics/probabilities.ts";
import type { BinaryInput } from "./metrics/thresholds.ts";

interface Known {
  readonly classes?: readonly Label[] | undefined;
  readonly positive?: Label | undefined;
}

/**
 * The classes, sorted, and rows with a probability for each. The model's classes are as many as
 * its probabilities; a label that it was never shown gets a class of probability 0.
 * @throws TandemError `metric/bad-option` where the classes must be given.
 */
export function classProbabilities(
  rows: readonly (readonly number[])[],
  predicted: ArrayLike<Label>,
  labels: ArrayLike<Label>,
  { classes, positive }: Known,
) {
  const width = rows[0]?.length ?? 0;
  const known =
    classes ??
    namesFor(
      width,
      rows,
      predicted,
      distinctLabels("evaluate", labels, predicted, positive === undefined ? [] : [positive]),
    );
  if (known.length !== width) throw unnamed(width, known);
  const all = distinctLabels("evaluate", known, labels);
  if (all.length === width && all.every((label, place) => label === known[place])) return { classes: all, rows };
  const places = all.map((label) => known.indexOf(label));
  return { classes: all, rows: rows.map((row) => places.map((place) => (place < 0 ? 0 : row[place]!))) };
}

/** The seen labels if they are as many as the probabilities; else the predicted ones, if each probability was once the highest. */
function namesFor(
  width: number,
  rows: readonly (readonly number[])[],
  predicted: ArrayLike<Label>,
  seen: readonly Label[],
): readonly Label[] {
  if (seen.length === width) return seen;
  const names = new Map<number, Label>();
  for (let row = 0; row < rows.length && names.size < width; row++)
    names.set(indexOfHighest(rows[row]!), predicted[row]!);
  if (names.size < width) throw unnamed(width, seen);
  return Array.from({ length: width }, (_, place) => names.get(place)!);
}

function indexOfHighest(row: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

function unnamed(width: number, classes: readonly Label[]): TandemError {
  const found = `[${classes.map(String).join(", ")}]`;
  return new TandemError("metric/bad-option", {
    metric: "evaluate",
    option: "classes",
    found,
    expected: `the ${width} classes that the model was trained on, sorted`,
  });
}

/** One class's probabilities against the rest. */
export function probabilityOf(
  { width, codes, probabilities, weights }: ProbabilityInput,
  code: number,
  positive: Label,
): BinaryInput {
  const truth = new Uint8Array(codes.length);
  const scores = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    truth[row] = codes[row] === code ? 1 : 0;
    scores[row] = probabilities[row * width + code]!;
  }
  return { truth, scores, weights, positive };
}
