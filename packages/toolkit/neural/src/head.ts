import type { Tensor } from "@tensorflow/tfjs-core";
import type { Label, Labels } from "@tandem/core";
import { TandemError } from "@tandem/core";
import type { Core } from "./runtime.ts";

/** What the output units mean; kept with the weights. */
export type Head<L extends Label = Label> =
  /** One logit for two classes (that of the second), one per class otherwise. */
  | { readonly kind: "classes"; readonly classes: readonly L[] }
  /** One value, learned as `(label - center) / scale`. */
  | { readonly kind: "value"; readonly center: number; readonly scale: number; readonly loss: ValueLoss };

/** What to lower: squared errors (the mean), absolute ones (the median), or Huber's mix, squared within one standard deviation. */
export type ValueLoss = "squared" | "absolute" | "huber";

export function unitsOf(head: Head): number {
  return head.kind === "classes" && head.classes.length !== 2 ? head.classes.length : 1;
}

/**
 * Labels as rows x {@link unitsOf} numbers to learn.
 * @throws TandemError `neural/bad-targets`
 */
export function targetsOf<L extends Label>(head: Head<L>, labels: Labels<L>): Float32Array {
  const units = unitsOf(head);
  const targets = new Float32Array(labels.length * units);
  const places = new Map<unknown, number>(
    head.kind === "classes" ? head.classes.map((label, place) => [label, place]) : [],
  );
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row];
    if (head.kind === "value") targets[row] = (number(label, row) - head.center) / head.scale;
    else {
      const place = places.get(label);
      if (place === undefined)
        throw new TandemError("neural/bad-targets", {
          reason: `the label ${String(label)} in row ${row} is none of the classes ${head.classes.join(", ")}`,
        });
      if (units === 1) targets[row] = head.classes.length === 2 ? place : 1;
      else targets[row * units + place] = 1;
    }
  }
  return targets;
}

/** The loss of each row, times its weight: a tensor of as many elements as rows. */
export function lossOf(tf: Core, head: Head, outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const { losses, Reduction } = tf;
  if (head.kind === "classes") {
    if (unitsOf(head) > 1)
      return losses.softmaxCrossEntropy(targets, outputs, tf.reshape(weights, [-1]), 0, Reduction.NONE);
    return losses.sigmoidCrossEntropy(targets, outputs, weights, 0, Reduction.NONE);
  }
  if (head.loss === "absolute") return losses.absoluteDifference(targets, outputs, weights, Reduction.NONE);
  if (head.loss === "huber") return losses.huberLoss(targets, outputs, weights, 1, Reduction.NONE);
  return losses.meanSquaredError(targets, outputs, weights, Reduction.NONE);
}

/** Output units as predictions: probabilities rows x classes, or one value a row. */
export function predictionsOf(head: Head, outputs: Float32Array): Float64Array {
  if (head.kind === "value") return Float64Array.from(outputs, (value) => value * head.scale + head.center);
  const width = head.classes.length;
  if (width === 2) return sigmoids(outputs);
  const probabilities = new Float64Array(outputs.length);
  for (let start = 0; start < outputs.length; start += width)
    softmax(outputs.subarray(start, start + width), probabilities.subarray(start, start + width));
  return probabilities;
}

function sigmoids(logits: Float32Array): Float64Array {
  const probabilities = new Float64Array(logits.length * 2);
  logits.forEach((logit, row) => {
    probabilities[2 * row] = 1 / (1 + Math.exp(logit));
    probabilities[2 * row + 1] = 1 / (1 + Math.exp(-logit));
  });
  return probabilities;
}

function softmax(logits: Float32Array, into: Float64Array): void {
  const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += into[k] = Math.exp(logits[k]! - top);
  for (let k = 0; k < logits.length; k++) into[k] = into[k]! / sum;
}

function number(label: unknown, row: number): number {
  if (typeof label === "number" && Number.isFinite(label)) return label;
  throw new TandemError("neural/bad-targets", {
    reason: `the label ${String(label)} in row ${row} is no finite number`,
  });
}
