import {
  decodeTensors,
  encodeTensors,
  TandemError,
  type Codec,
  type Encoded,
  type Json,
  type Label,
} from "@tandem/core";
import { graphOf, setWeights, type Graph } from "./graph.ts";
import type { Head, ValueLoss } from "./head.ts";
import { Network } from "./network.ts";
import { runtime } from "./runtime.ts";
import { release } from "./topology.ts";

const weightsFile = "weights.safetensors";

/**
 * Networks as Keras JSON and one safetensors file: every weight keeps its 32 bits. The optimizer is not kept: training
 * goes on from the weights alone. Decoding makes layers of TensorFlow.js' own table by name and runs no other code.
 */
export function networkCodec<L extends Label>(): Codec<Network<L>> {
  return {
    format: "network@1",
    encode(network): Encoded {
      const tensors = network.weights().map((weight, i) => [tensorName(i), weight] as const);
      const { topology, head } = network;
      return {
        json: { topology, head: head as Json },
        blobs: { [weightsFile]: encodeTensors(Object.fromEntries(tensors)) },
      };
    },
    async decode({ json, blobs }): Promise<Network<L>> {
      const { topology, head } = stored<L>(json);
      const file = blobs?.[weightsFile];
      if (!file) throw bad(`it has no ${weightsFile}`);
      const loaded = await runtime();
      const graph = await graphOf(loaded, topology);
      try {
        setWeights(loaded, loaded.fastest, graph, weightsIn(file, graph));
        return new Network(loaded, graph, topology, head);
      } catch (error) {
        release(graph.model);
        throw error;
      }
    },
  };
}

function weightsIn(file: Uint8Array, { model }: Graph): Float32Array[] {
  const tensors = decodeTensors(file, weightsFile);
  const found = Object.keys(tensors).length;
  if (found !== model.weights.length) throw bad(`${found} tensors for ${model.weights.length} weights`);
  return model.weights.map(({ shape }, i) => {
    const tensor = tensors[tensorName(i)];
    if (!(tensor?.data instanceof Float32Array)) throw bad(`weight ${i} is missing or not float32`);
    if (tensor.shape.join() !== shape.join())
      throw bad(`weight ${i} has shape [${tensor.shape.join(", ")}] but its layer holds [${shape.join(", ")}]`);
    return tensor.data;
  });
}

function stored<L extends Label>(json: Json): { readonly topology: Json; readonly head: Head<L> } {
  const { topology, head } = (typeof json === "object" && json !== null ? json : {}) as {
    readonly topology?: Json;
    readonly head?: Json;
  };
  if (!topology || typeof head !== "object" || head === null)
    throw bad("its JSON lacks the layers or the meaning of the outputs");
  const { kind, classes, center, scale, loss } = head as { readonly [key: string]: Json };
  if (kind === "classes" && Array.isArray(classes))
    return { topology, head: { kind, classes: classes as unknown as readonly L[] } };
  if (kind === "value" && typeof center === "number" && typeof scale === "number")
    return { topology, head: { kind, center, scale, loss: loss as ValueLoss } };
  throw bad("the meaning of its outputs is unknown");
}

/** Names sort as the weights do. */
const tensorName = (index: number) => `weight-${String(index).padStart(4, "0")}`;

function bad(reason: string): TandemError {
  return new TandemError("neural/bad-artifact", { reason });
}
