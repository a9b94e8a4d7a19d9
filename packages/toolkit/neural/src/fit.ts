import {
  sortedClasses,
  TandemError,
  type Label,
  type LabeledDataset,
  type Labels,
  type Run,
  type TrainOptions,
} from "@tandem/core";
import type { Numbers } from "./batches.ts";
import { settings, type NetworkDefinition } from "./definition.ts";
import { graphOf, setWeights } from "./graph.ts";
import { targetsOf, unitsOf, type Head, type ValueLoss } from "./head.ts";
import { Network } from "./network.ts";
import { runtime } from "./runtime.ts";
import { release, topologyOf } from "./topology.ts";
import { trainGraph, type Part } from "./train.ts";

export interface ClassifierOptions<L extends Label> extends TrainOptions<Numbers, L, Network<L>> {
  /** What a sample of a class counts, beside its own weight; "balanced" makes classes count alike. Shifts probabilities. Default 1. */
  readonly classWeights?: "balanced" | ((label: L) => number);
}
export interface RegressorOptions extends TrainOptions<Numbers, number, Network<never>> {
  /** Default squared. */
  readonly loss?: ValueLoss;
}

/**
 * Trains a network that gives each class a probability, by cross-entropy. Equal seeds and data give equal weights:
 * initial weights, shuffling, dropout and the held-out part all follow from `run`. Losses are logged as `loss` and
 * `validation-loss` per epoch; an abort is seen between batches.
 * @throws TandemError `neural/diverged`, `neural/bad-features`, `neural/bad-targets`, `neural/cannot-continue`
 */
export async function fitClassifierNetwork<L extends Label>(
  definition: NetworkDefinition,
  data: LabeledDataset<Numbers, L>,
  run: Run,
  options: ClassifierOptions<L> = {},
): Promise<Network<L>> {
  const classes = sortedClasses<L>(data.labels as ArrayLike<L>);
  const known = options.previous?.classes ?? classes;
  const fresh = classes.filter((label) => !known.includes(label));
  if (fresh.length > 0)
    throw new TandemError("neural/cannot-continue", { reason: `it does not know the classes ${fresh.join(", ")}` });
  const weights = classWeights(data.labels, classes, options.classWeights);
  return fit<L>(
    definition,
    { kind: "classes", classes: known },
    { ...data, ...(weights ? { weights: timesOwn(weights, data) } : {}) },
    run,
    options,
  );
}

/** Trains a network that gives one number; labels are centred and scaled while it learns. Otherwise like {@link fitClassifierNetwork}. */
export async function fitRegressorNetwork(
  definition: NetworkDefinition,
  data: LabeledDataset<Numbers, number>,
  run: Run,
  options: RegressorOptions = {},
): Promise<Network<never>> {
  const { previous, loss = "squared" } = options;
  const { center, scale } = previous?.head.kind === "value" ? previous.head : spreadOf(data.labels);
  return fit<never>(
    definition,
    { kind: "value", center, scale, loss },
    data as LabeledDataset<Numbers, never>,
    run,
    options as TrainOptions<Numbers, never, Network<never>>,
  );
}

async function fit<L extends Label>(
  definition: NetworkDefinition,
  head: Head<L>,
  data: LabeledDataset<Numbers, L>,
  run: Run,
  { validation, previous }: TrainOptions<Numbers, L, Network<L>>,
): Promise<Network<L>> {
  const chosen = settings(definition);
  const part = partOf(head, data);
  const watched = validation && partOf(head, validation);
  const loaded = await runtime();
  const topology = topologyOf(
    loaded,
    definition,
    chosen,
    { columns: data.features.columns, units: unitsOf(head) },
    run.seed,
  );
  const graph = await graphOf(loaded, topology);
  try {
    if (previous) setWeights(loaded, loaded.fastest, graph, matching(previous, graph.model.weights));
    await trainGraph(
      { runtime: loaded, graph, head, optimizer: definition.optimizer ?? ((tf) => tf.train.adam(0.001)) },
      chosen,
      part,
      watched,
      run,
    );
    return new Network(loaded, graph, topology, head);
  } catch (error) {
    release(graph.model);
    throw error;
  }
}

function partOf<L extends Label>(head: Head<L>, { features, labels, weights }: LabeledDataset<Numbers, L>): Part {
  const targets = targetsOf(head, labels);
  const own = weights ?? new Float64Array(features.rows).fill(1);
  const mean = own.reduce((sum, weight) => sum + weight, 0) / features.rows;
  if (!(mean > 0 && Number.isFinite(mean)))
    throw new TandemError("neural/bad-targets", {
      reason: `sample weights sum to ${mean * features.rows}; they must be positive numbers`,
    });
  return { features, targets, weights: Float32Array.from(own, (weight) => weight / mean) };
}

function matching<L extends Label>(
  previous: Network<L>,
  weights: readonly { readonly shape: readonly (number | null)[] }[],
): Float32Array[] {
  const known = previous.weights();
  const shapes = (all: readonly { readonly shape: readonly (number | null)[] }[]) =>
    all.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
  if (shapes(known) !== shapes(weights))
    throw new TandemError("neural/cannot-continue", {
      reason: `its weights have shapes ${shapes(known)} but this network's have ${shapes(weights)}`,
    });
  return known.map(({ data }) => data);
}

function classWeights<L extends Label>(
  labels: Labels<L>,
  classes: readonly L[],
  choice: ClassifierOptions<L>["classWeights"],
): Float64Array | undefined {
  if (!choice) return undefined;
  const all = Array.from(labels as ArrayLike<L>);
  if (choice !== "balanced") return Float64Array.from(all, choice);
  const counts = new Map<L, number>();
  for (const label of all) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Float64Array.from(all, (label) => all.length / (classes.length * counts.get(label)!));
}

function timesOwn<L extends Label>(weights: Float64Array, { weights: own }: LabeledDataset<Numbers, L>): Float64Array {
  return own ? weights.map((weight, row) => weight * own[row]!) : weights;
}

function spreadOf(labels: Float64Array): { readonly center: number; readonly scale: number } {
  const center = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const variance = labels.reduce((sum, label) => sum + (label - center) ** 2, 0) / labels.length;
  return { center, scale: Math.sqrt(variance) || 1 };
}
