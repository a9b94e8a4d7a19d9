import { Classifier, classification, defineDataset, defineEndpoint, defineModel, implementModel } from "@tandem/core";
import { logisticCodec, logisticRegression, predictProbabilities } from "@tandem/toolkit-matrix";
import { z } from "zod";

export const COLUMNS = 30;
const Row = z.object({ x: z.array(z.number()).length(COLUMNS) });
const Label = z.union([z.literal(0), z.literal(1)]);

export const rows = defineDataset()({
  features(samples) {
    const data = new Float64Array(samples.length * COLUMNS);
    for (let row = 0, at = 0; row < samples.length; row++) {
      const { x } = samples.at(row).data;
      for (let column = 0; column < COLUMNS; column++) data[at++] = x[column];
    }
    return { rows: samples.length, columns: COLUMNS, data };
  },
});

class LogisticModel extends Classifier {
  codec = logisticCodec();
  classes({ classes }) {
    return classes;
  }
  train(data, run) {
    return logisticRegression(data, {}, run);
  }
  probabilities(weights, features) {
    return predictProbabilities(weights, features);
  }
}

/** A row of 30 floats to a logistic model: the question that every server of this benchmark answers. */
export const logistic = defineModel({
  name: "logistic",
  task: classification({ positive: 1 }),
  sample: Row,
  label: Label,
  dataset: rows,
  model: () => new LogisticModel(),
  module: import.meta.url,
});

export const Score = defineEndpoint({
  name: "score",
  input: Row,
  output: z.object({ label: Label, probability: z.number() }),
});

export const scoring = (options = {}) =>
  implementModel(logistic, { endpoint: Score, to: ({ label, probability }) => ({ label, probability }), ...options });
