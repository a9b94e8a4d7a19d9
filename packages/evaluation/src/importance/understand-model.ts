import { TandemError, type Explanation, type LabeledSamples, type Samples, type Signal, type Task } from "@tandem/core";
import { sampledRows } from "../report/thinning.ts";
import { partialDependence, type Dependence } from "./partial-dependence.ts";
import { permutationImportance, type Importance, type Predictor } from "./permutation-importance.ts";
import { replaceable, type Replaceable } from "./replaced-column.ts";

/** A trained model that may say what moved its predictions. */
export interface Explainer<D, O> extends Predictor<D, O> {
  explain?(samples: Samples<D>): Promise<Explanation>;
}

export interface UnderstandOptions {
  /** Samples that importance and dependence are asked of, at most, a random part of all. Default 2,000. */
  readonly most?: number;
  /** Samples whose predictions are explained, at most. Default 300. */
  readonly explained?: number;
  /** Most important fields whose partial dependence is found. Default 4. */
  readonly fields?: number;
  /** Shuffles of each field. Default 5. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: Signal;
}

/** What a model goes by, as plain data; `buildReport` draws what is there. */
export interface Understanding {
  readonly importance?: Importance;
  readonly dependence?: readonly Dependence[];
  readonly explained?: Explained;
}

export interface Explained {
  readonly explanation: Explanation;
  /** Of features that are numeric fields, or fields of categories: where the values of the explained samples lie, from 0 to 1, NaN where missing. */
  readonly heights: Readonly<Record<string, Float64Array>>;
}

/**
 * Permutation importance, partial dependence of the fields found most important, and, where the model can explain
 * itself, what moved its predictions. Give samples that the model was not trained on. Dependence is left out for custom
 * tasks and for classes none of which is positive.
 * @throws TandemError what `permutationImportance` and the model throw
 */
export async function understandModel<D, L, O>(
  model: Explainer<D, O>,
  task: Task<L, O>,
  samples: LabeledSamples<D, L>,
  options: UnderstandOptions = {},
): Promise<Understanding> {
  const { most = 2000, explained = 300, fields = 4, repeats = 5, seed = 0, signal } = options;
  const asked = samples.select(sampledRows(samples.length, most)) as LabeledSamples<D, L>;
  const stop = signal ? { signal } : {};
  const importance = await permutationImportance(model, task, asked, { repeats, seed, ...stop });
  const table = replaceable(asked);
  const drawable = importance.fields
    .map(({ field }) => field)
    .filter((field) => ["number", "boolean", "string"].includes(table.columns[field]!.kind));
  const clear = task.kind === "regression" || (task.kind === "classification" && task.positive !== undefined);
  const dependence: Dependence[] = [];
  for (const field of clear ? drawable.slice(0, fields) : [])
    dependence.push(await partialDependence(model, task, asked, field, stop));
  const found = await explanationOf(model, samples.select(sampledRows(samples.length, explained)));
  return { importance, dependence, ...(found ? { explained: found } : {}) };
}

async function explanationOf<D, O>(model: Explainer<D, O>, samples: Samples<D>): Promise<Explained | undefined> {
  try {
    const explanation = await model.explain?.(samples);
    return explanation && { explanation, heights: heightsOf(replaceable(samples), explanation.features) };
  } catch (error) {
    if (TandemError.is(error) && error.code === "model/no-explanation") return undefined;
    throw error;
  }
}

function heightsOf<D>({ columns }: Replaceable<D>, features: readonly string[]): Record<string, Float64Array> {
  const found: Record<string, Float64Array> = {};
  for (const feature of features) {
    const column = columns[feature];
    if (!column || column.kind === "json") continue;
    const values =
      column.kind === "string" ? placesOf(column.codes, column.dictionary) : Float64Array.from(column.values);
    found[feature] = ranks(values);
  }
  return found;
}

/** Places of strings in the alphabet. */
function placesOf(codes: Int32Array, dictionary: readonly string[]): Float64Array {
  const sorted = [...dictionary].sort();
  return Float64Array.from(codes, (code) => (code < 0 ? NaN : sorted.indexOf(dictionary[code]!)));
}

/** The share of the other distinct values that lie below each. */
function ranks(values: Float64Array): Float64Array {
  const distinct = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  const place = new Map(distinct.map((value, i) => [value, i / Math.max(1, distinct.length - 1)]));
  return values.map((value) => place.get(value) ?? NaN);
}
