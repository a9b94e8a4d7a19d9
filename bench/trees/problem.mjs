import { randomSequence } from "@tandem/core";

export const columns = 30;

/** Normal features, and labels of a score with products, bends and steps in it. */
export function problem(rows, seed) {
  const random = randomSequence(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const data = Float64Array.from({ length: rows * columns }, normal);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = data.subarray(row * columns, (row + 1) * columns);
    const score =
      x[0] +
      x[1] * x[2] +
      Math.sin(2 * x[3]) +
      0.5 * x[4] ** 2 -
      0.5 * Math.abs(x[5]) +
      (x[7] > 0 ? x[6] : 0) +
      0.3 * (x[8] + x[9] + x[10]);
    labels[row] = random() < 1 / (1 + Math.exp(-2 * score)) ? 1 : 0;
  }
  return { data, labels };
}

/** The share of pairs of rows of both classes that are in order; ties do not count, scores seldom tie. */
export function auc(scores, labels) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let ranks = 0;
  order.forEach((row, i) => {
    positives += labels[row];
    ranks += labels[row] * (i + 1);
  });
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}
