import { newRun, randomSequence, type DenseMatrix, type LabeledDataset, type Run } from "@tandem/core";
import { network } from "@tandem/toolkit-neural";

/** Two numbers each; the label says whether they have the same sign: no linear model can tell. */
export function signs(rows = 400, seed = 1): LabeledDataset<DenseMatrix, string> {
  const random = randomSequence(seed);
  const data = Float64Array.from({ length: rows * 2 }, () => random() * 2 - 1);
  const labels = Array.from({ length: rows }, (_, row) =>
    data[2 * row]! * data[2 * row + 1]! > 0 ? "same" : "differ",
  );
  return { sampleIds: labels.map((_, row) => String(row)), features: { rows, columns: 2, data }, labels };
}

export const small = network({
  layers: ({ layers }) => [layers.dense({ units: 16, activation: "relu" }), layers.dropout({ rate: 0.1 })],
  optimizer: (tf) => tf.train.adam(0.02),
  epochs: 25,
});

export function logged(seed = 3) {
  const losses: Record<string, number[]> = {};
  const steps: [number, number][] = [];
  const run: Run = newRun({
    seed,
    onLog: (metric, value) => void (losses[metric] ??= []).push(value),
    onProgress: (done, total) => void steps.push([done, total]),
  });
  return { run, losses, steps };
}
