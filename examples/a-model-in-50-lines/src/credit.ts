import { classification, Classifier, defineDataset, defineModel } from "@tandem/core";
import type { DenseMatrix, LabeledDataset } from "@tandem/core";
import { logisticCodec, logisticRegression, predictProbabilities } from "@tandem/toolkit-matrix";
import type { LogisticEstimator } from "@tandem/toolkit-matrix";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { z } from "zod";

const [number, text] = [z.number().nullable(), z.string().nullable()];
const person = { Seniority: number, Age: number, Home: text, Marital: text, Records: text, Job: text };
const money = { Expenses: number, Income: number, Assets: number, Debt: number, Amount: number, Price: number };
const sample = z.object({ ...person, ...money, Time: number });
const label = z.enum(["good", "bad"]);
type Status = z.infer<typeof label>;
type Weights = LogisticEstimator<Status>;

const scale = ["Seniority", "Time", "Age", "Expenses", "Income", "Assets", "Debt", "Amount", "Price"] as const;
const oneHot = ["Home", "Marital", "Records", "Job"] as const;
const dataset = defineDataset<z.infer<typeof sample>, Status>()({
  learn: (samples) => learnEncoding(samples, { scale, oneHot }),
  features: (samples, encoding) => encode(samples, encoding),
});

class CreditModel extends Classifier<DenseMatrix, Status, Weights> {
  readonly codec = logisticCodec<Status>();
  protected classes = (weights: Weights) => weights.classes;
  protected train = (data: LabeledDataset<DenseMatrix, Status>) => logisticRegression(data, { c: 1 });
  protected probabilities = (weights: Weights, features: DenseMatrix) => predictProbabilities(weights, features);
}

const task = classification<Status>({ positive: "bad" });
const identity = { name: "credit-risk", module: import.meta.url };
/** Who will not pay back a consumer credit. */
export const credit = defineModel({ ...identity, task, sample, label, dataset, model: () => new CreditModel() });
