import { isMainThread } from "node:worker_threads";
import { classification, Classifier, defineModel } from "@tandem/core";
import { logisticCodec, predictProbabilities } from "@tandem/toolkit-matrix";
import { logistic, rows } from "./model.mjs";

const EVERY = 10_000;
const WINDOW = 200;

/** The logistic model, but every ten seconds it takes its thread down with it. */
class CrashingModel extends Classifier {
  codec = logisticCodec();
  classes({ classes }) {
    return classes;
  }
  train() {
    throw new Error("it is only restored");
  }
  probabilities(weights, features) {
    if (!isMainThread && Date.now() % EVERY < WINDOW) process.exit(1);
    return predictProbabilities(weights, features);
  }
}

export const crashing = defineModel({
  name: "logistic",
  task: classification({ positive: 1 }),
  sample: logistic.sample,
  label: logistic.label,
  dataset: rows,
  model: () => new CrashingModel(),
  module: import.meta.url,
});
