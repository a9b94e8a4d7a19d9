import {
  sortedClasses,
  TandemError,
  type Codec,
  type DenseMatrix,
  type Encoded,
  type Label,
  type LabeledDataset,
  type Run,
  type SparseMatrix,
  type TrainOptions,
} from "@tandem/core";
import { fitBoosting } from "../boosting/boost.ts";
import type { BoostingOptions } from "../boosting/options.ts";
import { treesCodec } from "../codec/codec.ts";
import { predictTrees } from "../predict/predict.ts";
import type { Trees } from "../trees.ts";

export type Matrix = DenseMatrix | SparseMatrix;

/** Trees and the classes that their codes stand for, sorted. */
export interface ClassTrees<L extends Label> {
  readonly classes: readonly L[];
  readonly trees: Trees;
}

/**
 * Boosting for the `train` hook of a classifier: labels become codes, two classes are told by "binary", more by
 * "multiclass"; validation data serves early stopping, and a previous estimator of the same classes is gone on from.
 * @throws TandemError `trees/bad-data` for a single class, or a label in validation data or a previous estimator that
 * is not among the classes; what `fitBoosting` throws
 */
export async function boostClassifier<L extends Label>(
  data: LabeledDataset<Matrix, L>,
  options: Omit<BoostingOptions, "objective" | "previous">,
  run: Run,
  { validation, previous }: TrainOptions<Matrix, L, ClassTrees<L>> = {},
): Promise<ClassTrees<L>> {
  const classes = previous?.classes ?? sortedClasses(data.labels as ArrayLike<L>);
  if (classes.length < 2)
    throw new TandemError("trees/bad-data", {
      what: "targets of training data",
      reason: `all are ${String(classes[0])}; give samples of at least two classes`,
    });
  const trees = await fitBoosting(
    { ...coded(data, classes), ...(validation ? { validation: coded(validation, classes) } : {}) },
    {
      ...options,
      objective: classes.length === 2 ? "binary" : "multiclass",
      ...(previous ? { previous: previous.trees } : {}),
    },
    run,
  );
  return { classes, trees };
}

function coded<L extends Label>({ features, labels, weights }: LabeledDataset<Matrix, L>, classes: readonly L[]) {
  const codes = new Map(classes.map((label, code) => [label, code]));
  const targets = Float64Array.from(labels as ArrayLike<L>, (label, row) => {
    const code = codes.get(label);
    if (code !== undefined) return code;
    const reason = `row ${row} has ${String(label)}, which is none of ${classes.join(", ")}`;
    throw new TandemError("trees/bad-data", { what: "labels", reason });
  });
  return { features, targets, ...(weights ? { weights } : {}) };
}

/** For the `probabilities` hook: the second class's where there are two, else rows x classes. */
export function classProbabilities<L extends Label>({ trees }: ClassTrees<L>, features: Matrix): Float64Array {
  return predictTrees(trees, features);
}

export function classTreesCodec<L extends Label>(): Codec<ClassTrees<L>> {
  return {
    format: `class-${treesCodec.format}`,
    async encode({ classes, trees }): Promise<Encoded> {
      const { json, blobs } = await treesCodec.encode(trees);
      return { json: { classes: [...classes], trees: json }, ...(blobs ? { blobs } : {}) };
    },
    async decode({ json, blobs }) {
      const { classes, trees: head } = (json ?? {}) as { classes?: readonly L[]; trees?: Encoded["json"] };
      const trees = await treesCodec.decode({ json: head ?? null, ...(blobs ? { blobs } : {}) });
      if (!Array.isArray(classes) || (trees.outputs === 1 ? 2 : trees.outputs) !== classes.length)
        throw new TandemError("trees/corrupt", { reason: "classes and trees disagree" });
      return { classes: classes as readonly L[], trees };
    },
  };
}
