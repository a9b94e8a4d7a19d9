import {
  sortedClasses,
  type AnyModelPackage,
  type Awaitable,
  type Label,
  type LabeledSamples,
  type Predictions,
} from "@tandem/core";

type Labels = ArrayLike<Label>;

/**
 * The classes of a classifier: those that the held-out samples and its predictions show, or where they lack a rare one
 * the labels it was trained on. Undefined of other tasks, and where nothing tells.
 */
export async function knownClasses(
  { task }: AnyModelPackage,
  heldOut: LabeledSamples<unknown, unknown>,
  predictions: Predictions<object>,
  trainedLabels: () => Awaitable<ArrayLike<unknown> | undefined>,
): Promise<readonly Label[] | undefined> {
  if (task.kind !== "classification") return undefined;
  const columns = predictions as Predictions<Record<string, unknown>>;
  const width = (columns.column("probabilities")[0] as Labels | undefined)?.length;
  const shown = sortedClasses([...asLabels(heldOut.labels), ...asLabels(columns.column("label"))]);
  if (shown.length === width) return shown;
  const trained = await trainedLabels();
  return trained && sortedClasses(trained as Labels);
}

const asLabels = (labels: ArrayLike<unknown>): Label[] => Array.from(labels as Labels);
