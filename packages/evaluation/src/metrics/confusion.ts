import type { Label } from "@tandem/core";
import { checkClasses, distinctLabels, encodeLabels } from "./classes.ts";
import { checkAligned, weightsOf, type Weighted } from "./inputs.ts";

export interface ClassOptions<L> extends Weighted {
  /** All classes there may be, in the order wanted. Default: the distinct known and predicted labels, sorted. */
  readonly classes?: readonly L[] | undefined;
}

/** How often each class was predicted as each: `counts[known * classes + predicted]`, sums of weights where there are weights. */
export interface ConfusionMatrix<L> {
  readonly classes: readonly L[];
  readonly counts: Float64Array;
}

export function confusionMatrix<L extends Label>(
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L> = {},
): ConfusionMatrix<L> {
  return confusionFor("confusionMatrix", labels, predicted, options);
}

/** The matrix with errors that name the metric it is made for. */
export function confusionFor<L extends Label>(
  metric: string,
  labels: ArrayLike<L>,
  predicted: ArrayLike<L>,
  options: ClassOptions<L>,
): ConfusionMatrix<L> {
  checkAligned(metric, labels.length, "predictions", predicted.length);
  const weights = weightsOf(metric, options.weights, labels.length);
  const classes = options.classes ?? distinctLabels(metric, labels, predicted);
  checkClasses(metric, classes, 1);
  const known = encodeLabels(metric, "the label", labels, classes);
  const found = encodeLabels(metric, "the prediction", predicted, classes);
  const counts = new Float64Array(classes.length ** 2);
  for (let row = 0; row < known.length; row++)
    counts[known[row]! * classes.length + found[row]!]! += weights ? weights[row]! : 1;
  return { classes, counts };
}

/** Per class: the weight that is of it, that was predicted as it, and that was both. */
export function marginsOf({ classes, counts }: ConfusionMatrix<unknown>): {
  readonly known: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
} {
  const size = classes.length;
  const [known, predicted, right] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    right[i] = counts[i * size + i]!;
    for (let j = 0; j < size; j++) {
      known[i]! += counts[i * size + j]!;
      predicted[j]! += counts[i * size + j]!;
    }
  }
  return { known, predicted, right };
}
