import {
  Classifier,
  classification,
  columnarSamples,
  customTask,
  defineDataset,
  defineModel,
  jsonCodec,
  labeledSamplesOf,
  loadModel,
  memoryStore,
  regression,
  Regressor,
  samplesOf,
  TandemError,
  type AnyModelPackage,
  type Classified,
  type Codec,
  type DenseMatrix,
  type LabeledDataset,
  type ModelPackage,
  type Samples,
  type Schema,
} from "@tandem/core";

/** What must compile and what must not; checked by the compiler alone. */
interface Customer {
  readonly tenure: number;
  readonly charges?: number | null;
  readonly contract: "monthly" | "yearly";
  readonly when: Date;
}
type Churned = "yes" | "no";
declare const customers: Samples<Customer>;
declare const schema: Schema<Customer>;
declare const label: Schema<Churned>;
const matrix = (data: Float64Array): DenseMatrix => ({ rows: data.length, columns: 1, data });

export const charges: Float64Array = customers.column("charges");
export const contracts: readonly ("monthly" | "yearly" | null)[] = customers.column("contract");
export const dates: readonly (Date | null)[] = customers.column("when");
// @ts-expect-error no such field
customers.column("age");
// @ts-expect-error text is not a column of numbers
export const wrongColumn: Float64Array = customers.column("contract");
// @ts-expect-error a batch is read, not written
customers.ids[0] = "x";

type Event = { readonly kind: "click"; readonly page: string } | { readonly kind: "buy"; readonly price: number };
declare const events: Samples<Event>;
export const prices: Float64Array = events.column("price");
export const pages: readonly (string | null)[] = events.column("page");

export const dataset = defineDataset<Customer, Churned>()({
  learn: (samples) => ({ mean: samples.numbers("tenure")[0]!, labels: samples.labels.length }),
  features: (samples, { mean }) => matrix(samples.numbers("tenure").map((x) => x - mean)),
});
defineDataset<Customer, Churned>()({
  // @ts-expect-error a Date is not JSON
  learn: () => ({ at: new Date() }),
  features: (samples) => matrix(samples.numbers("tenure")),
});
// @ts-expect-error features never see a label
defineDataset<Customer, Churned>()({ features: (samples) => matrix(Float64Array.from(samples.labels, Number)) });
// @ts-expect-error features know their row count
defineDataset<Customer, Churned>()({ features: () => ({ weights: 3 }) });
defineDataset<Customer, Churned>()({
  learn: () => ({ mean: 1 }),
  // @ts-expect-error what learn gives is not what features takes
  features: (samples, { median }) => matrix(samples.numbers("tenure").map((x) => x - median)),
});

class ChurnModel extends Classifier<DenseMatrix, Churned, Float64Array> {
  readonly codec!: Codec<Float64Array>;
  protected classes() {
    return ["no", "yes"] as const;
  }
  protected train({ features, labels }: LabeledDataset<DenseMatrix, Churned>) {
    const known: readonly Churned[] = labels;
    return new Float64Array(features.rows + known.length);
  }
  protected probabilities(weights: Float64Array, { rows }: DenseMatrix) {
    return weights.subarray(0, rows);
  }
}
// @ts-expect-error a hook is missing
export class Half extends Regressor<DenseMatrix, number> {
  readonly codec = jsonCodec<number>();
  protected train() {
    return 1;
  }
}
// @ts-expect-error typed arrays are no JSON
jsonCodec<Float64Array>().encode(new Float64Array(1));
// @ts-expect-error a fitted model is needed to predict: hooks are not public
new ChurnModel().probabilities(new Float64Array(1), matrix(new Float64Array(1)));

export const churn = defineModel({
  name: "churn",
  task: classification({ positive: "yes" as const }),
  sample: schema,
  label,
  dataset,
  model: () => new ChurnModel(),
});
class PriceModel extends Regressor<DenseMatrix, number> {
  readonly codec = jsonCodec<number>();
  protected train() {
    return 1;
  }
  protected values(_: number, { rows }: DenseMatrix) {
    return new Float64Array(rows);
  }
}
const parts = { name: "parts", sample: schema, label, dataset, model: () => new ChurnModel() };
const amounts = defineDataset<Customer, number>()({ features: (samples) => matrix(samples.numbers("tenure")) });
declare const price: Schema<number>;
const priced = { name: "priced", sample: schema, label: price, dataset: amounts, model: () => new PriceModel() };
defineModel({ ...parts, task: classification() });
defineModel({ ...parts, task: classification({ positive: "no" }) });
defineModel({ ...priced, task: regression() });
defineModel({ ...parts, task: customTask<Churned, Classified<Churned>>("ranking", () => ({})) });
// @ts-expect-error a classifier's task is no regression
defineModel({ ...parts, task: regression() });
// @ts-expect-error nor is a regressor's task a classification, of whatever labels
defineModel({ ...priced, task: classification() });
// @ts-expect-error the positive class is one of the labels
defineModel({ ...parts, task: classification({ positive: "maybe" }) });
// @ts-expect-error a custom task judges the outcomes of its model
defineModel({ ...parts, task: customTask<Churned, { readonly rank: number }>("ranking", () => ({})) });
class Flag extends Classifier<DenseMatrix, 0 | 1, number> {
  readonly codec = jsonCodec<number>();
  protected classes() {
    return [0, 1] as const;
  }
  protected train() {
    return 1;
  }
  protected probabilities(_: number, { rows }: DenseMatrix) {
    return new Float64Array(rows);
  }
}
declare const flag: Schema<0 | 1>;
const flags = defineDataset<Customer, 0 | 1>()({ features: (samples) => matrix(samples.numbers("tenure")) });
const flagged = { name: "flagged", sample: schema, label: flag, dataset: flags, model: () => new Flag() };
defineModel({ ...flagged, task: classification({ positive: 1 }) });
// @ts-expect-error classes that are numbers are classes all the same
defineModel({ ...flagged, task: regression() });
export const all: readonly AnyModelPackage[] = [churn];
void (churn satisfies ModelPackage<
  Customer,
  Churned,
  { readonly label: Churned; readonly probability: number; readonly probabilities: readonly number[] }
>);
// @ts-expect-error engineering sees no estimator
export const estimator = (await churn.train(labeledSamplesOf([]))).estimator;
// @ts-expect-error training takes labels
await churn.train(samplesOf<Customer>([]));
// @ts-expect-error samples of another model
await (await loadModel(memoryStore(), churn, "1")).predict(samplesOf<{ readonly area: number }>([]));
// @ts-expect-error labelled columns need their labels
export const unlabelled = columnarSamples<Customer, Churned>({ ids: [], columns: {} }).labels;

declare const error: unknown;
if (TandemError.is(error, "store/not-found")) {
  const key: string = error.details.key;
  // @ts-expect-error details of another code
  const bytes: number = error.details.bytes;
  void [key, bytes];
}
// @ts-expect-error no such code
new TandemError("store/lost", { key: "a" });
// @ts-expect-error a detail is missing
new TandemError("store/not-found", {});
