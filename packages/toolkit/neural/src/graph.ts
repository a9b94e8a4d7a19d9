import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { layers as Layers, LayersModel } from "@tensorflow/tfjs-layers";
import { deriveSeed, TandemError, type Json } from "@tandem/core";
import { compute, type BackendName, type Runtime } from "./runtime.ts";

/** A network with its weights in TensorFlow.js' memory, to be disposed of. */
export interface Graph {
  readonly model: LayersModel;
  /** Shape of one input row. */
  readonly inputShape: readonly number[];
}

/** Builds the network that `topology` describes; its initial weights follow from the seeds in it. */
export async function graphOf(runtime: Runtime, topology: Json): Promise<Graph> {
  refuseUnseeded(topology);
  const pending = compute(runtime, runtime.fastest, () => ({
    model: runtime.library.models.modelFromJSON(topology as never),
  }));
  const model = await pending.model;
  return { model, inputShape: (model.inputs[0]!.shape as readonly number[]).slice(1) };
}

/** Runs rows through the network; call within {@link compute}. */
export function apply(
  { tf }: Runtime,
  { model, inputShape }: Graph,
  rows: Float32Array,
  count: number,
  training: boolean,
): Tensor {
  return model.apply(tf.tensor(rows, [count, ...inputShape]), { training }) as Tensor;
}

export function trainableVariables({ model }: Graph): Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

export function weightsOf(runtime: Runtime, backend: BackendName, { model }: Graph): Float32Array[] {
  return compute(runtime, backend, () => model.getWeights().map((weight) => Float32Array.from(weight.dataSync())));
}

/** @param weights as many as {@link weightsOf} gives, of the same sizes. */
export function setWeights(
  runtime: Runtime,
  backend: BackendName,
  { model }: Graph,
  weights: readonly Float32Array[],
): void {
  const { tf } = runtime;
  compute(runtime, backend, () =>
    model.setWeights(model.getWeights().map((weight, i) => tf.tensor(weights[i]!, weight.shape))),
  );
}

/**
 * `fastest`, or the CPU backend where a kernel that `body` needs is missing: on WebAssembly those are the gradients of
 * embeddings and convolutions.
 */
export function backendFor(runtime: Runtime, body: () => void): BackendName {
  try {
    compute(runtime, runtime.fastest, body);
    return runtime.fastest;
  } catch (error) {
    if (error instanceof Error && /not registered for backend/.test(error.message)) return "cpu";
    throw error;
  }
}

/** A layer's seed gives the same mask at every call, so each step of training gives dropout layers another. */
export function reseed({ model }: Graph, seed: number, step: number): void {
  const dropouts = layersWithin(model).filter((layer) => /Dropout/.test(layer.getClassName()));
  dropouts.forEach((layer, i) => Object.assign(layer, { seed: deriveSeed(seed, step * dropouts.length + i) }));
}

function layersWithin(layer: Layers.Layer): readonly Layers.Layer[] {
  const { layers = [], layer: wrapped } = layer as Partial<{ layers: readonly Layers.Layer[]; layer: Layers.Layer }>;
  return [layer, ...[...layers, ...(wrapped ? [wrapped] : [])].flatMap(layersWithin)];
}

/** Layers that draw from Math.random would give another network each time. */
function refuseUnseeded(topology: Json): void {
  if (Array.isArray(topology)) return topology.forEach(refuseUnseeded);
  if (typeof topology !== "object" || topology === null) return;
  const { class_name: layer, config } = topology as { readonly [key: string]: Json };
  if (typeof layer === "string") {
    const { dropout = 0, recurrent_dropout: recurrent = 0 } = (config ?? {}) as { readonly [key: string]: Json };
    const refuse = (reason: string): never => {
      throw new TandemError("neural/unseeded-layer", { layer, reason });
    };
    if (/^Gaussian|^AlphaDropout|^Random(Width|Height)/.test(layer))
      refuse("TensorFlow.js gives it no seed; use layers.dropout");
    if (Number(dropout) > 0 || Number(recurrent) > 0)
      refuse("its dropout option has no seed; put layers.dropout before or after it");
  }
  Object.values(topology).forEach(refuseUnseeded);
}
