import type { Trees } from "../trees.ts";

/** Turns raw scores into what is predicted, in place. */
export function linked(scores: Float64Array, { link, outputs }: Pick<Trees, "link" | "outputs">): Float64Array {
  switch (link) {
    case "identity":
      return scores;
    case "exp":
      return (scores.forEach((score, i) => (scores[i] = Math.exp(score))), scores);
    case "logistic":
      return (scores.forEach((score, i) => (scores[i] = 1 / (1 + Math.exp(-score)))), scores);
    case "softmax":
      for (let start = 0; start < scores.length; start += outputs) softmax(scores.subarray(start, start + outputs));
      return scores;
  }
}

function softmax(row: Float64Array): void {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i] = Math.exp(row[i]! - most);
  for (let i = 0; i < row.length; i++) row[i]! /= sum;
}
