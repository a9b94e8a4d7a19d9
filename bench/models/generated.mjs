import { classification, Classifier, defineDataset, defineModel } from "@tandem/core";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { logisticCodec, logisticRegression, predictProbabilities } from "@tandem/toolkit-matrix";
import { z } from "zod";

export const FIELDS = Array.from({ length: 30 }, (_, column) => `f${column}`);

class GeneratedModel extends Classifier {
  codec = logisticCodec();
  classes(weights) {
    return weights.classes;
  }
  train(data, run) {
    return logisticRegression(data, { c: 1 }, run);
  }
  probabilities(weights, features) {
    return predictProbabilities(weights, features);
  }
}

/** A logistic regression on the columns of harness/generated.mjs, scaled. */
export const generated = defineModel({
  name: "generated",
  task: classification({ positive: "yes" }),
  sample: z.object(Object.fromEntries(FIELDS.map((field) => [field, z.number()]))),
  label: z.enum(["no", "yes"]),
  dataset: defineDataset()({
    learn: (samples) => learnEncoding(samples, { scale: FIELDS }),
    features: (samples, encoding) => encode(samples, encoding),
  }),
  model: () => new GeneratedModel(),
  module: import.meta.url,
});
