import {
  deriveSeed,
  TandemError,
  type LabeledSamples,
  type Predictions,
  type Samples,
  type Signal,
  type Task,
} from "@tandem/core";
import { chosenMetric, type MetricChoice } from "../chosen-metric.ts";
import { evaluate } from "../evaluate.ts";
import { permutation } from "../split/shuffle.ts";
import { summarize } from "../summarize.ts";
import { replaceable, reordered } from "./replaced-column.ts";

/** The part of a trained model that is needed: anything that predicts for samples. */
export interface Predictor<D, O> {
  predict(samples: Samples<D>, options?: { readonly signal?: Signal }): Promise<Predictions<O>>;
}

export interface ImportanceOptions extends MetricChoice {
  /** Fields to look at. Default: all. */
  readonly fields?: readonly string[];
  /** Shuffles of each field. Default 5. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: Signal;
}

export interface Importance {
  readonly metric: string;
  /** The metric as it is with nothing shuffled. */
  readonly baseline: number;
  /** The most important first. */
  readonly fields: readonly FieldImportance[];
}

export interface FieldImportance {
  readonly field: string;
  /** How much worse the metric is without what the field tells, on average: about 0 for a field that the model does not use. */
  readonly mean: number;
  readonly sd: number;
  /** One per repeat. */
  readonly drops: readonly number[];
}

/**
 * How much worse a model becomes when a field is shuffled among the samples (Breiman). Give samples that the model was
 * not trained on. Fields that tell the same share their importance: each alone can look unimportant. Repeat r of a field
 * depends on the seed, r and the field's name alone, not on which other fields are looked at.
 * @throws TandemError `metric/bad-option` where metric or fields are not there
 */
export async function permutationImportance<D, L, O>(
  model: Predictor<D, O>,
  task: Task<L, O>,
  samples: LabeledSamples<D, L>,
  options: ImportanceOptions = {},
): Promise<Importance> {
  const { repeats = 5, seed = 0, signal } = options;
  const table = replaceable(samples);
  const fields = options.fields ?? table.fields;
  for (const field of fields)
    if (!table.fields.includes(field)) throw unusable("fields", field, `one of ${table.fields.join(", ")}`);
  const { metric, sign } = chosenMetric("permutationImportance", task, options);
  const score = async (changed: Samples<D>) => {
    signal?.throwIfAborted();
    const metrics = evaluate(task, await model.predict(changed, signal ? { signal } : {}), samples.labels, {
      weights: samples.weights,
    });
    if (metrics[metric] === undefined)
      throw unusable("metric", metric, `one that these samples give: ${Object.keys(metrics).join(", ")}`);
    return metrics[metric];
  };
  const baseline = await score(samples);
  const found: FieldImportance[] = [];
  for (const field of fields) {
    const drops: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(samples.length, deriveSeed(deriveSeed(seed, repeat), hashed(field)));
      drops.push(sign * (baseline - (await score(table.with(field, reordered(table.columns[field]!, order))))));
    }
    const { mean, sd } = summarize(drops.map((drop) => ({ drop })))["drop"]!;
    found.push({ field, mean, sd, drops });
  }
  return { metric, baseline, fields: found.sort((a, b) => b.mean - a.mean) };
}

/** FNV-1a of the name. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 1;
}

function unusable(option: string, found: string, expected: string): TandemError {
  return new TandemError("metric/bad-option", { metric: "permutationImportance", option, found, expected });
}
