import {
  defineDataset,
  defineModel,
  fieldKinds,
  TandemError,
  type Classified,
  type DatasetBuilder,
  type DenseMatrix,
  type Estimated,
  type Keys,
  type Label,
  type Model,
  type ModelPackage,
  type Samples,
  type Schema,
  type Task,
  type Traits,
} from "@tandem/core";
import { OnnxClassifier, OnnxRegressor, type OnnxSettings } from "./estimators.ts";
import type { OnnxFeatures, SampleColumns } from "./feeds.ts";
import { readModel, type OnnxSource } from "./model-bytes.ts";
import type { OutputOptions } from "./outputs.ts";
import type { OnnxEstimator } from "./session.ts";

export interface OnnxModelDefinition<D, L, O extends object, S = unknown> extends OutputOptions {
  readonly name: string;
  readonly task: Task<L, O>;
  readonly sample: Schema<D>;
  readonly label: Schema<L>;
  readonly onnx: OnnxSource;
  /** In the order of the model's probabilities; default the sorted labels of the training samples. */
  readonly classes?: readonly (L & Label)[];
  /** Makes the matrix of the model's only input; its state is saved beside the model. Default: the samples' own columns. */
  readonly dataset?: DatasetBuilder<D, L, DenseMatrix, S>;
  /** Fields that are the columns of a single matrix input, in order; default all that the sample schema declares. */
  readonly fields?: readonly Keys<D>[];
  /** Threads of one prediction; default 1. */
  readonly threads?: number;
  readonly traits?: Partial<Traits>;
  readonly module?: string;
}

/**
 * An ONNX model as a model package. Its inputs are filled from the samples by name: an input named like a field gets that
 * column, a single matrix input gets `fields` side by side, or what `dataset` makes. Training it is loading its bytes.
 * @throws TandemError `model/bad-definition`; training and restoring throw `onnx/not-installed` and `onnx/bad-model`,
 * predicting `onnx/bad-input`
 */
export function onnxModel<D, L extends Label, S = unknown>(
  definition: OnnxModelDefinition<D, L, Classified<L>, S> & { readonly task: { readonly kind: "classification" } },
): ModelPackage<D, L, Classified<L>>;
export function onnxModel<D, S = unknown>(
  definition: OnnxModelDefinition<D, number, Estimated, S> & { readonly task: { readonly kind: "regression" } },
): ModelPackage<D, number, Estimated>;
export function onnxModel<D, L, O extends object, S>(
  definition: OnnxModelDefinition<D, L, O, S>,
): ModelPackage<D, L, O> {
  const { name, task, sample, label, onnx, classes, threads = 1, traits, module } = definition;
  if (task.kind === "custom")
    throw new TandemError("model/bad-definition", {
      name,
      reason: "an ONNX model answers classification or regression",
    });
  const settings: OnnxSettings = {
    ...definition,
    ...(classes ? { classes } : {}),
    threads,
    bytes: () => readModel(name, onnx),
  };
  const model: unknown =
    task.kind === "classification" ? new OnnxClassifier<Label>(settings) : new OnnxRegressor(settings);
  return defineModel<D, L, OnnxFeatures, O, S, OnnxEstimator>({
    name,
    task,
    sample,
    label,
    dataset: datasetOf(definition),
    model: () => model as Model<OnnxFeatures, L, O, OnnxEstimator>,
    ...(traits ? { traits } : {}),
    ...(module === undefined ? {} : { module }),
  });
}

function datasetOf<D, L, O extends object, S>({
  dataset,
  sample,
  fields,
}: OnnxModelDefinition<D, L, O, S>): DatasetBuilder<D, L, OnnxFeatures, S> {
  if (dataset) return dataset;
  const columns = defineDataset<D, L>()<SampleColumns>({
    features: (samples) => ({
      length: samples.length,
      samples: samples as unknown as Samples<unknown>,
      fields: fields ?? Object.keys(fieldKinds(sample) ?? {}),
    }),
  });
  return columns as unknown as DatasetBuilder<D, L, OnnxFeatures, S>;
}
