import {
  Classifier,
  countRows,
  Regressor,
  sortedClasses,
  type Codec,
  type Label,
  type LabeledDataset,
} from "@tandem/core";
import type { OnnxFeatures } from "./feeds.ts";
import {
  classifierOutput,
  inClassOrder,
  numbersOf,
  probabilitiesOf,
  regressorOutput,
  type OutputOptions,
} from "./outputs.ts";
import { closeModel, openModel, type OnnxEstimator } from "./session.ts";

export interface OnnxSettings extends OutputOptions {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
  readonly classes?: readonly Label[];
  readonly threads: number;
}

/** The bytes of the model and its classes: an artifact needs the .onnx file no more. */
function onnxCodec({ name, threads }: OnnxSettings): Codec<OnnxEstimator> {
  return {
    format: "onnx@1",
    encode: ({ bytes, classes }) => ({ json: { classes }, blobs: { "model.onnx": bytes } }),
    decode({ json, blobs }) {
      const { classes } = json as { readonly classes?: unknown };
      const bytes = blobs?.["model.onnx"];
      if (!bytes || !Array.isArray(classes)) throw new Error("it has no model.onnx or no list of classes");
      return openModel(name, bytes, classes as Label[], threads);
    },
  };
}

export class OnnxClassifier<L extends Label> extends Classifier<OnnxFeatures, L, OnnxEstimator> {
  readonly codec: Codec<OnnxEstimator>;
  constructor(private readonly settings: OnnxSettings) {
    super();
    this.codec = onnxCodec(settings);
  }
  override get title(): string {
    return this.settings.name;
  }
  /** Where classes are given nothing is asked of the labels. */
  protected override checkLabels(labels: ArrayLike<L>): void {
    if (!this.settings.classes) super.checkLabels(labels);
  }
  /** Nothing is learned: the classes are taken from the labels where they are not given. */
  protected async train({ labels }: LabeledDataset<OnnxFeatures, L>): Promise<OnnxEstimator> {
    const { name, bytes, classes, threads } = this.settings;
    return openModel(name, await bytes(), classes ?? sortedClasses(labels as ArrayLike<L>), threads);
  }
  protected classes({ classes }: OnnxEstimator): readonly L[] {
    return sortedClasses(classes as readonly L[]);
  }
  protected async probabilities(estimator: OnnxEstimator, features: OnnxFeatures): Promise<Float64Array> {
    const rows = countRows(features);
    const numbers = await numbersOf(estimator, features, classifierOutput(estimator, this.settings));
    const probabilities = this.settings.scores === "logits" ? probabilitiesOf(numbers, rows) : numbers;
    return inClassOrder(probabilities, rows, estimator.classes);
  }
  protected override release(estimator: OnnxEstimator): Promise<void> {
    return closeModel(estimator);
  }
}

export class OnnxRegressor extends Regressor<OnnxFeatures, OnnxEstimator> {
  readonly codec: Codec<OnnxEstimator>;
  constructor(private readonly settings: OnnxSettings) {
    super();
    this.codec = onnxCodec(settings);
  }
  override get title(): string {
    return this.settings.name;
  }
  protected async train(): Promise<OnnxEstimator> {
    const { name, bytes, threads } = this.settings;
    return openModel(name, await bytes(), [], threads);
  }
  protected values(estimator: OnnxEstimator, features: OnnxFeatures): Promise<Float64Array> {
    return numbersOf(estimator, features, regressorOutput(estimator, this.settings));
  }
  protected override release(estimator: OnnxEstimator): Promise<void> {
    return closeModel(estimator);
  }
}
