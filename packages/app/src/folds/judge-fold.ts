import {
  isLabeled,
  sortedClasses,
  type Label,
  type Labels,
  type Predictions,
  type Samples,
  type Task,
} from "@tandem/core";
import { evaluate, type Fold, type Metrics } from "@tandem/evaluation";

/** How good a fold's predictions are by the labels of its test rows; the classes are those that its model was shown. */
export function judged<L, O extends object>(
  task: Task<L, O>,
  samples: Samples<unknown>,
  { train, test }: Fold,
  predictions: Predictions<O>,
): { readonly metrics: Metrics; readonly classes?: readonly Label[] } {
  const { labels, weights } = knownOf<L>(samples, test);
  if (task.kind !== "classification" || !isLabeled<unknown, L>(samples))
    return { metrics: evaluate(task, predictions, labels, { weights }) };
  const classes = classesAt(train, samples.labels as ArrayLike<unknown> as ArrayLike<Label>);
  const options = { weights, classes: classes as unknown as readonly L[] };
  return { metrics: evaluate(task, predictions, labels, options), classes };
}

/** Labels of the rows, sorted; of large folds they are looked through, not copied. */
function classesAt(rows: Int32Array, labels: ArrayLike<Label>): readonly Label[] {
  const seen = new Set<Label>();
  for (let i = 0; i < rows.length; i++) seen.add(labels[rows[i]!]!);
  return sortedClasses([...seen]);
}

/** What is known of held-out rows: no labels where the samples have none. */
export function knownOf<L>(
  samples: Samples<unknown>,
  test: Int32Array,
): { readonly labels: Labels<L>; readonly weights?: Float64Array } {
  if (!isLabeled<unknown, L>(samples)) return { labels: [] as unknown as Labels<L> };
  const { labels, weights } = samples.select(test);
  return { labels, ...(weights ? { weights } : {}) };
}
