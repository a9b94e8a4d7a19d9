import type { layers as Layers, LayersModel } from "@tensorflow/tfjs-layers";
import { deriveSeed, TandemError, type Json } from "@tandem/core";
import type { NetworkDefinition, Settings } from "./definition.ts";
import { compute, type Runtime } from "./runtime.ts";

type JsonObject = { readonly [key: string]: Json };

/** The network as Keras JSON: the same for equal definitions and seeds, whatever else ran in the process. */
export function topologyOf(
  runtime: Runtime,
  definition: NetworkDefinition,
  { outputL2 }: Settings,
  shape: { readonly columns: number; readonly units: number },
  seed: number,
): Json {
  const { library } = runtime;
  const inputShape = [...(definition.inputShape ?? [shape.columns])];
  const size = inputShape.reduce((product, next) => product * next, 1);
  if (size !== shape.columns)
    throw new TandemError("neural/bad-definition", {
      reason: `inputShape [${inputShape.join(", ")}] holds ${size} numbers but a row of features has ${shape.columns}`,
    });
  return compute(runtime, runtime.fastest, () => {
    const hidden = definition.layers(library);
    const output = library.layers.dense({
      units: shape.units,
      ...(outputL2 > 0 ? { kernelRegularizer: library.regularizers.l2({ l2: outputL2 }) } : {}),
    });
    const model = sequence(library, inputShape, [...hidden, output], shape.units);
    const json = model.toJSON(null, false) as unknown as Json;
    release(model);
    return seeded(renamed(json), seed);
  });
}

/** Frees a network's weights, also those of networks within it, which TensorFlow.js counts once too often. */
export function release(model: LayersModel): void {
  const variables = model.weights.map((weight) => weight.read());
  model.dispose();
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}

function sequence(
  library: Runtime["library"],
  inputShape: number[],
  layers: readonly Layers.Layer[],
  units: number,
): LayersModel {
  const model = library.sequential();
  try {
    model.add(library.layers.inputLayer({ inputShape }));
    for (const layer of layers) model.add(layer);
  } catch (error) {
    throw new TandemError(
      "neural/bad-definition",
      { reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  const given = (model.outputs[0]?.shape ?? []).slice(1);
  if (given.length === 1 && given[0] === units) return model;
  throw new TandemError("neural/bad-definition", {
    reason: `the hidden layers end in shape [${given.slice(0, -1).join(", ")}, n] but must end in one row of numbers; add layers.flatten()`,
  });
}

/** Names count up with every layer made in the process; here they count up within the network. */
function renamed(topology: Json): Json {
  const names = new Map<string, string>();
  walk(topology, (key, value) => {
    if (key === "name" && typeof value === "string" && !names.has(value)) names.set(value, `layer-${names.size}`);
    return value;
  });
  const swap = (value: Json): Json =>
    typeof value === "string" ? (names.get(value) ?? value) : Array.isArray(value) ? value.map(swap) : value;
  return walk(topology, (key, value) =>
    ["name", "inbound_nodes", "input_layers", "output_layers"].includes(key) ? swap(value) : value,
  );
}

/** Each initializer and dropout without a seed gets its own, derived from the run's. */
function seeded(topology: Json, seed: number): Json {
  let index = 0;
  return walk(topology, (key, value) => (key === "seed" && value === null ? deriveSeed(seed, index++) : value));
}

/** A copy with each member of an object replaced by what `visit` returns for it, outermost first. */
function walk(json: Json, visit: (key: string, value: Json) => Json): Json {
  if (Array.isArray(json)) return json.map((item: Json) => walk(item, visit));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json as JsonObject).map(([key, value]) => [key, walk(visit(key, value), visit)]),
  );
}
