import {
  Classifier,
  Model,
  Regressor,
  TandemError,
  type Awaitable,
  type Codec,
  type Estimated,
  type Explanation,
  type Label,
  type LabeledDataset,
  type Outcomes,
  type Run,
  type Samples,
  type TrainOptions,
} from "@tandem/core";
import { checkEncoded } from "./encoded-frames.ts";
import { HostedModel, type HostOptions } from "./hosted-model.ts";
import { explanationOf } from "./explanation.ts";
import type { SampleFeatures } from "./sample-features.ts";
import { trainModel } from "./train-model.ts";

/** How the three kinds of task share one process: training, codec, explanation and end. */
export interface Hosting extends HostOptions {
  readonly format: string;
  /** Told of each model that a codec decodes, so that it can be warmed. */
  readonly decoded: (model: HostedModel) => void;
}

function codecOf(hosting: Hosting): Codec<HostedModel> {
  return {
    format: hosting.format,
    encode: ({ encoded }) => encoded,
    decode(encoded) {
      const model = new HostedModel(checkEncoded(encoded), hosting);
      hosting.decoded(model);
      return model;
    },
  };
}

async function explained<D>(model: HostedModel, samples: Samples<D>, title: string): Promise<Explanation> {
  const answer = await model.ask("explain", samples);
  if (answer.header["none"]) throw new TandemError("model/no-explanation", { model: title });
  return explanationOf(answer, samples.length, title);
}

export class PythonClassifier<D, L extends Label> extends Classifier<SampleFeatures<D>, L, HostedModel> {
  readonly codec: Codec<HostedModel>;
  constructor(private readonly hosting: Hosting) {
    super();
    this.codec = codecOf(hosting);
  }
  override get title(): string {
    return this.hosting.name;
  }
  protected train(
    data: LabeledDataset<SampleFeatures<D>, L>,
    run: Run,
    options: TrainOptions<SampleFeatures<D>, L, HostedModel>,
  ) {
    return trainModel(this.hosting, data, run, options);
  }
  protected classes(model: HostedModel): readonly L[] {
    return model.classes as readonly L[];
  }
  protected async probabilities(model: HostedModel, { samples }: SampleFeatures<D>) {
    return (await model.ask("predict", samples)).numbers;
  }
  protected override explain(model: HostedModel, { samples }: SampleFeatures<D>) {
    return explained(model, samples, this.title);
  }
  protected override release(model: HostedModel): Awaitable<void> {
    return model.close();
  }
}

export class PythonRegressor<D, O extends Estimated> extends Regressor<SampleFeatures<D>, HostedModel, O> {
  readonly codec: Codec<HostedModel>;
  constructor(private readonly hosting: Hosting) {
    super();
    this.codec = codecOf(hosting);
  }
  override get title(): string {
    return this.hosting.name;
  }
  protected train(
    data: LabeledDataset<SampleFeatures<D>, number>,
    run: Run,
    options: TrainOptions<SampleFeatures<D>, number, HostedModel>,
  ) {
    return trainModel(this.hosting, data, run, options);
  }
  protected async values(model: HostedModel, { samples }: SampleFeatures<D>) {
    return (await model.ask("predict", samples)).numbers;
  }
  protected override explain(model: HostedModel, { samples }: SampleFeatures<D>) {
    return explained(model, samples, this.title);
  }
  protected override release(model: HostedModel): Awaitable<void> {
    return model.close();
  }
}

/** A model of a custom task: outcomes(estimator, features) of model.py gives a list of dicts or a dict of lists. */
export class PythonModel<D, L, O extends object> extends Model<SampleFeatures<D>, L, O, HostedModel> {
  readonly codec: Codec<HostedModel>;
  constructor(private readonly hosting: Hosting) {
    super();
    this.codec = codecOf(hosting);
  }
  override get title(): string {
    return this.hosting.name;
  }
  protected train(
    data: LabeledDataset<SampleFeatures<D>, L>,
    run: Run,
    options: TrainOptions<SampleFeatures<D>, L, HostedModel>,
  ) {
    return trainModel(this.hosting, data, run, options);
  }
  protected async infer(model: HostedModel, { samples }: SampleFeatures<D>): Promise<Outcomes<O>> {
    const { outcomes } = await model.ask("predict", samples);
    if (typeof outcomes !== "object" || outcomes === null)
      throw new TandemError("model/bad-output", {
        model: this.title,
        reason: "no outcomes; give outcomes() in model.py",
      });
    return outcomes as Outcomes<O>;
  }
  protected override explain(model: HostedModel, { samples }: SampleFeatures<D>) {
    return explained(model, samples, this.title);
  }
  protected override release(model: HostedModel): Awaitable<void> {
    return model.close();
  }
}
