import { TandemError, type Label, type ProbabilityRows } from "@tandem/core";
import { averagePrecisionOf } from "./precision-recall-curve.ts";
import { probabilityInput, type ProbabilityInput, type ProbabilityOptions } from "./probabilities.ts";
import { rocAucOf } from "./roc.ts";
import type { BinaryInput } from "./thresholds.ts";

export interface MulticlassOptions<L> extends ProbabilityOptions<L> {
  /** `rest`: each class against all others; `pairs`: each class against each other one. Default `rest`. */
  readonly against?: "rest" | "pairs";
  /** `macro`: plain mean; `weighted`: by frequency of the class or pair; `micro` (only `rest`): over all decisions together. Default `macro`. */
  readonly average?: "macro" | "weighted" | "micro";
}

/**
 * ROC-AUC for two and more classes (Hand and Till for pairs).
 * @throws TandemError `metric/one-class` where a class has no samples: it can't be ranked.
 */
export function multiclassRocAuc<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ProbabilityRows,
  options: MulticlassOptions<L> = {},
): number {
  const { against = "rest", average = "macro" } = options;
  const input = probabilityInput("multiclassRocAuc", labels, probabilities, options);
  if (against === "rest") return restAverage(input, average, (part) => rocAucOf("multiclassRocAuc", part));
  if (average === "micro")
    throw new TandemError("metric/bad-option", {
      metric: "multiclassRocAuc",
      option: "average",
      found: "micro",
      expected: "macro or weighted for pairs",
    });
  return pairAverage(input, average);
}

/** Average precision of each class against the rest, averaged. */
export function multiclassAveragePrecision<L extends Label>(
  labels: ArrayLike<L>,
  probabilities: ProbabilityRows,
  options: Omit<MulticlassOptions<L>, "against"> = {},
): number {
  const input = probabilityInput("multiclassAveragePrecision", labels, probabilities, options);
  return restAverage(input, options.average ?? "macro", (part) =>
    averagePrecisionOf("multiclassAveragePrecision", part),
  );
}

export function restAverage(
  input: ProbabilityInput,
  average: "macro" | "weighted" | "micro",
  score: (part: BinaryInput) => number,
): number {
  if (average === "micro") return score(allDecisions(input));
  const parts = Array.from({ length: input.width }, (_, code) => oneClass(input, code, undefined));
  const shares = parts.map((part) =>
    average === "macro"
      ? 1
      : part.truth.reduce((sum, right, row) => sum + right * (part.weights ? part.weights[row]! : 1), 0),
  );
  return meanBy(parts.map(score), shares);
}

function pairAverage(input: ProbabilityInput, average: "macro" | "weighted"): number {
  const scores: number[] = [];
  const shares: number[] = [];
  for (let a = 0; a < input.width; a++) {
    for (let b = a + 1; b < input.width; b++) {
      const rows = Array.from(input.codes.keys()).filter((row) => input.codes[row] === a || input.codes[row] === b);
      scores.push(
        (rocAucOf("multiclassRocAuc", oneClass(input, a, rows)) +
          rocAucOf("multiclassRocAuc", oneClass(input, b, rows))) /
          2,
      );
      shares.push(
        average === "macro" ? 1 : rows.reduce((sum, row) => sum + (input.weights ? input.weights[row]! : 1), 0),
      );
    }
  }
  return meanBy(scores, shares);
}

const meanBy = (values: readonly number[], shares: readonly number[]) =>
  values.reduce((sum, value, i) => sum + value * shares[i]!, 0) / shares.reduce((sum, share) => sum + share, 0);

/** The scores of one class, over all rows or some. */
function oneClass(
  { width, codes, probabilities, weights }: ProbabilityInput,
  code: number,
  rows: readonly number[] | undefined,
): BinaryInput {
  const size = rows?.length ?? codes.length;
  const truth = new Uint8Array(size);
  const scores = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = rows ? rows[i]! : i;
    truth[i] = codes[row] === code ? 1 : 0;
    scores[i] = probabilities[row * width + code]!;
  }
  return {
    truth,
    scores,
    weights: rows && weights ? Float64Array.from(rows, (row) => weights[row]!) : weights,
    positive: `class ${code + 1} of ${width}`,
  };
}

function allDecisions({ width, codes, probabilities, weights }: ProbabilityInput): BinaryInput {
  const truth = new Uint8Array(probabilities.length);
  codes.forEach((code, row) => (truth[row * width + code] = 1));
  return {
    truth,
    scores: probabilities,
    weights: weights && Float64Array.from(probabilities, (_, i) => weights[Math.floor(i / width)]!),
    positive: "right",
  };
}
