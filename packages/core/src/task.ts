import type { Labels } from "./column.ts";
import type { Predictions } from "./predictions.ts";

/** What kind of question a model answers; it decides the metrics and plots of a report, never how a model is stored or run. */
export type Task<L, O> =
  | { readonly kind: "classification"; readonly positive?: L }
  | { readonly kind: "regression" }
  | {
      readonly kind: "custom";
      readonly name: string;
      /** Metrics of predictions against what is known of the same samples; labels are empty for an unsupervised model. */
      score(predictions: Predictions<O>, labels: Labels<L>): Readonly<Record<string, number>>;
    };

export type Label = string | number | boolean;
export interface Classified<L> {
  readonly label: L;
  /** P(`label`), in [0, 1]. */
  readonly probability: number;
  /** One per class, in the order of the model's sorted classes; they sum to 1. */
  readonly probabilities: readonly number[];
}
export interface Estimated {
  readonly label: number;
}

/** Never there at run time: by it the compiler refuses a task whose kind is not that of the model's outcomes. */
interface AskedOf<O> {
  readonly asks?: (outcome: O) => void;
}
/** A task as {@link defineModel} takes it: of the labels and outcomes of its model. */
export type TaskOf<L, O> = Task<L, O> & AskedOf<O>;

/** `positive` is the class that binary metrics (precision, ROC-AUC...) are about; without it they are averaged. */
export function classification<const L extends Label>(
  options: { readonly positive?: L } = {},
): Task<L, Classified<L>> & { readonly kind: "classification" } & AskedOf<{ readonly probability: number }> {
  return { kind: "classification", ...(options.positive === undefined ? {} : { positive: options.positive }) };
}
export function regression<O extends Estimated = Estimated>(): Task<number, O> & {
  readonly kind: "regression";
} & AskedOf<Estimated & { readonly probability?: never }> {
  return { kind: "regression" };
}
export function customTask<L, O>(
  name: string,
  score: (predictions: Predictions<O>, labels: Labels<L>) => Readonly<Record<string, number>>,
): Task<L, O> & { readonly kind: "custom" } & AskedOf<O> {
  return { kind: "custom", name, score };
}
