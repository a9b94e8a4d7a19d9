import { sortedClasses, TandemError, type Label } from "@tandem/core";
import { feedsOf, type OnnxFeatures } from "./feeds.ts";
import type { OnnxTensor } from "./runtime.ts";
import type { OnnxEstimator } from "./session.ts";

/** How an output is read: the name it has in the model, and whether it holds probabilities or scores before a softmax. */
export interface OutputOptions {
  /** Default: `probabilities` where there is one, otherwise the last output of a classifier and the first of a regressor. */
  readonly output?: string;
  /** `logits` become probabilities by a softmax, a single column of them by a sigmoid. Default `probabilities`. */
  readonly scores?: "probabilities" | "logits";
}

/** Predicted numbers, row by row. @throws TandemError `onnx/bad-input`, `onnx/bad-model`, `model/bad-output` */
export async function numbersOf(
  estimator: OnnxEstimator,
  features: OnnxFeatures,
  output: string,
): Promise<Float64Array> {
  const { name, session } = estimator;
  let found: OnnxTensor;
  try {
    found = (await session.run(feedsOf(estimator, features), [output]))[output]!;
  } catch (error) {
    if (TandemError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const cure = /non tensor|non-tensor|sequence|map/i.test(reason) ? '; export it with options={"zipmap": False}' : "";
    throw new TandemError(
      "onnx/bad-model",
      { name, reason: `running it to ${output}: ${reason}${cure}` },
      { cause: error },
    );
  }
  if (!(found.data instanceof Float32Array || found.data instanceof Float64Array))
    throw new TandemError("model/bad-output", {
      model: name,
      reason: `${found.type} values in output ${output}, not numbers`,
    });
  const numbers = Float64Array.from(found.data);
  found.dispose?.();
  return numbers;
}

/** The output that holds the probabilities. @throws TandemError `onnx/bad-model` */
export function classifierOutput({ name, session }: OnnxEstimator, { output }: OutputOptions): string {
  const names = session.outputNames;
  return known(name, names, output ?? (names.includes("probabilities") ? "probabilities" : names.at(-1)!));
}

export function regressorOutput({ name, session }: OnnxEstimator, { output }: OutputOptions): string {
  return known(name, session.outputNames, output ?? session.outputNames[0]!);
}

function known(name: string, names: readonly string[], output: string): string {
  if (names.includes(output)) return output;
  throw new TandemError("onnx/bad-model", {
    name,
    reason: `it has no output "${output}"; its outputs: ${names.join(", ")}`,
  });
}

/** Logits as probabilities, in place: softmax over each row, or the sigmoid where there is one a row. */
export function probabilitiesOf(logits: Float64Array, rows: number): Float64Array {
  const width = logits.length / rows;
  if (width === 1) return logits.map((score) => 1 / (1 + Math.exp(-score)));
  for (let start = 0; start < logits.length; start += width) {
    const row = logits.subarray(start, start + width);
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += row[k] = Math.exp(row[k]! - highest);
    for (let k = 0; k < width; k++) row[k]! /= sum;
  }
  return logits;
}

/** Columns in the order of sorted classes, which predictions are in; a single column is of the second class. */
export function inClassOrder(numbers: Float64Array, rows: number, classes: readonly Label[]): Float64Array {
  const width = classes.length;
  const sorted = sortedClasses(classes);
  const from = sorted.map((label) => classes.indexOf(label));
  if (from.every((column, at) => column === at)) return numbers;
  if (numbers.length === rows && width === 2) return numbers.map((p) => 1 - p);
  if (numbers.length !== rows * width) return numbers; // core says what is wrong
  return numbers.map((_, at) => numbers[at - (at % width) + from[at % width]!]!);
}
