import type { Optimizer } from "@tensorflow/tfjs-core";
import type { layers as Layers } from "@tensorflow/tfjs-layers";
import { TandemError } from "@tandem/core";
import type { Core, LayersLibrary } from "./runtime.ts";

/** Stop when the loss on held-out samples no longer falls, and keep the weights of the best epoch. */
export interface EarlyStopping {
  /** Epochs to wait for a better loss; default 5. */
  readonly patience?: number;
  /** How much lower counts as better; default 0. */
  readonly minDelta?: number;
  /** Share of the training samples to hold out where the caller gives no validation part; default 0.1. */
  readonly holdout?: number;
}

/** What a network is and how it is trained; plain data but for two functions. */
export interface NetworkDefinition {
  /**
   * The hidden layers, in order; a `tf.model` of its own counts as a layer, for branches. The input layer and the
   * output layer (one unit per class or value) are added. None: a linear model.
   */
  layers(library: LayersLibrary): readonly Layers.Layer[];
  /** Shape of one row for the first layer, like `[28, 28, 1]`; default: one number per feature column. */
  readonly inputShape?: readonly number[];
  /** Default Adam with rate 0.001. */
  optimizer?(tf: Core): Optimizer;
  /** L2 penalty on the output layer's weights, as in tfjs: `l2 * sum(w^2)` beside the mean loss. Default 0. */
  readonly outputL2?: number;
  /** Passes over the training samples, at most; default 20. */
  readonly epochs?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Absent: all epochs run. */
  readonly earlyStopping?: EarlyStopping;
}

export interface Settings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly outputL2: number;
  readonly earlyStopping: Required<EarlyStopping> | undefined;
}

/**
 * Checks a definition at once, where it is written.
 * @throws TandemError `neural/bad-definition`
 */
export function network(definition: NetworkDefinition): NetworkDefinition {
  settings(definition);
  return definition;
}

export function settings(definition: NetworkDefinition): Settings {
  const { epochs = 20, batchSize = 32, outputL2 = 0, earlyStopping, inputShape = [] } = definition;
  count("epochs", epochs);
  count("batchSize", batchSize);
  for (const size of inputShape) count("inputShape", size);
  if (!(outputL2 >= 0 && Number.isFinite(outputL2))) throw bad(`outputL2 is ${outputL2} but must be a number from 0`);
  return { epochs, batchSize, outputL2, earlyStopping: earlyStopping && stopping(earlyStopping) };
}

function stopping({ patience = 5, minDelta = 0, holdout = 0.1 }: EarlyStopping): Required<EarlyStopping> {
  count("earlyStopping.patience", patience);
  if (!(minDelta >= 0)) throw bad(`earlyStopping.minDelta is ${minDelta} but must be a number from 0`);
  if (!(holdout > 0 && holdout < 1)) throw bad(`earlyStopping.holdout is ${holdout} but must lie between 0 and 1`);
  return { patience, minDelta, holdout };
}

function count(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw bad(`${name} is ${value} but must be a whole number from 1`);
}

function bad(reason: string): TandemError {
  return new TandemError("neural/bad-definition", { reason });
}
