import type { Label } from "@tandem/core";
import { distinctLabels } from "../metrics/classes.ts";
import { classProbabilities } from "../predicted-classes.ts";
import { binaryPart, type BinaryPart } from "./charts/binary-pool.ts";

/** A fold's predictions as a classifier gives them. */
export interface ClassFold {
  readonly predictions: {
    readonly length: number;
    column(field: "label"): ArrayLike<Label>;
    column(field: "probabilities"): readonly (readonly number[])[];
  };
  readonly labels: ArrayLike<Label>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly classes?: readonly Label[] | undefined;
}

/** What the report is made of, of one fold. */
interface ClassPart {
  readonly positive: Label | undefined;
  readonly classes: readonly Label[];
  /** A probability for each of the classes. */
  readonly rows: readonly (readonly number[])[];
  readonly labels: ArrayLike<Label>;
  readonly predicted: ArrayLike<Label>;
  /** Where the task has a positive class. */
  readonly binary: BinaryPart | undefined;
}

/** Held-out predictions of all folds, one after the other. */
export interface PooledClasses {
  readonly classes: readonly Label[];
  readonly labels: readonly Label[];
  readonly predicted: readonly Label[];
  readonly weights: Float64Array | undefined;
  /** P(class) of every sample. */
  probabilityOf(label: Label): Float64Array;
  /** The folds' own parts in a ranking by the positive class; none where the task has no such class. */
  readonly binary: readonly BinaryPart[];
}

/** Of folds that were prepared before the report was asked for. */
const prepared = new WeakMap<ClassFold, ClassPart>();

/** A fold's part; of a fold asked for before it is at hand. */
export function classPart(fold: ClassFold, positive: Label | undefined): ClassPart {
  const known = prepared.get(fold);
  if (known && known.positive === positive) return known;
  const { predictions, labels, weights } = fold;
  const predicted = predictions.column("label");
  const given = { classes: fold.classes, positive };
  const { classes, rows } = classProbabilities(predictions.column("probabilities"), predicted, labels, given);
  const shown = { classes, rows, labels, predicted };
  const binary =
    positive === undefined
      ? undefined
      : binaryPart({ labels, scores: probabilitiesOf([shown], positive), weights, positive });
  const part = { ...shown, positive, binary };
  prepared.set(fold, part);
  return part;
}

export function pooledClasses(folds: readonly ClassFold[], positive: Label | undefined): PooledClasses {
  const parts = folds.map((fold) => classPart(fold, positive));
  return {
    classes: distinctLabels("buildReport", ...parts.map(({ classes }) => classes)),
    labels: joined(parts.map(({ labels }) => labels)),
    predicted: joined(parts.map(({ predicted }) => predicted)),
    weights: pooledWeights(folds),
    binary: parts.flatMap(({ binary }) => binary ?? []),
    probabilityOf: (label) => probabilitiesOf(parts, label),
  };
}

function probabilitiesOf(parts: readonly Pick<ClassPart, "classes" | "rows">[], label: Label): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { rows }) => sum + rows.length, 0));
  let at = 0;
  for (const { classes, rows } of parts) {
    const place = classes.indexOf(label);
    for (let row = 0; row < rows.length; row++) all[at++] = rows[row]![place] ?? 0;
  }
  return all;
}

function joined<T>(parts: readonly ArrayLike<T>[]): readonly T[] {
  const all = new Array<T>(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) for (let row = 0; row < part.length; row++) all[at++] = part[row]!;
  return all;
}

/** Weights of all folds, 1 where a fold has none; undefined where no fold has any. */
export function pooledWeights(
  folds: readonly { readonly labels: ArrayLike<unknown>; readonly weights?: ArrayLike<number> | undefined }[],
): Float64Array | undefined {
  if (folds.every(({ weights }) => !weights)) return undefined;
  return Float64Array.from(
    folds.flatMap(({ labels, weights }) => (weights ? Array.from(weights) : new Array<number>(labels.length).fill(1))),
  );
}
