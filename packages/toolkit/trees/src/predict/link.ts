import type { Trees } from "../trees.ts";

/** Turns raw scores into what is predicted; may reuse them. */
export function linked(scores: Float64Array, { link, outputs }: Pick<Trees, "link" | "outputs">): Float64Array {
  switch (link) {
    case "identity":
      return scores;
    case "exp":
      return (scores.forEach((score, i) => (scores[i] = Math.exp(score))), scores);
    case "logistic":
      return (scores.forEach((score, i) => (scores[i] = 1 / (1 + Math.exp(-score)))), scores);
    case "halves":
      return scores.map((score) => 2 ** -score);
    case "shares":
      if (outputs === 1) return scores.map((share) => Math.min(Math.max(share, 0), 1));
      for (let start = 0; start < scores.length; start += outputs) divideBySum(scores.subarray(start, start + outputs));
      return scores;
    case "softmax":
      for (let start = 0; start < scores.length; start += outputs) softmax(scores.subarray(start, start + outputs));
      return scores;
  }
}

function softmax(row: Float64Array): void {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  for (let i = 0; i < row.length; i++) row[i] = Math.exp(row[i]! - most);
  divideBySum(row);
}

/** A row of zeros becomes even shares. */
function divideBySum(row: Float64Array): void {
  const sum = row.reduce((total, value) => total + value, 0);
  for (let i = 0; i < row.length; i++) row[i] = sum > 0 ? row[i]! / sum : 1 / row.length;
}
