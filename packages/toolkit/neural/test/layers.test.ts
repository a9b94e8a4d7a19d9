import { newRun, type SparseMatrix } from "@tandem/core";
import { fitClassifierNetwork, network, runtime, type NetworkDefinition } from "@tandem/toolkit-neural";
import { describe, expect, it } from "vitest";
import { signs } from "./data.ts";

const data = signs(64);
const indices = { ...data, features: { ...data.features, data: data.features.data.map((x) => (x > 0 ? 1 : 2)) } };
const kinds: [string, Pick<NetworkDefinition, "layers" | "inputShape">, typeof data][] = [
  [
    "embedding",
    { layers: ({ layers }) => [layers.embedding({ inputDim: 3, outputDim: 4 }), layers.flatten()] },
    indices,
  ],
  [
    "convolution",
    { inputShape: [2, 1], layers: ({ layers }) => [layers.conv1d({ filters: 4, kernelSize: 2 }), layers.flatten()] },
    data,
  ],
  ["recurrence", { inputShape: [2, 1], layers: ({ layers }) => [layers.gru({ units: 4 })] }, data],
  ["batch normalisation", { layers: ({ layers }) => [layers.dense({ units: 4 }), layers.batchNormalization()] }, data],
  ["a branch", { layers: wideAndDeep }, data],
];

function wideAndDeep(library: Parameters<NetworkDefinition["layers"]>[0]) {
  const input = library.input({ shape: [2] });
  const deep = library.layers.dense({ units: 4, activation: "relu" }).apply(input) as typeof input;
  return [library.model({ inputs: input, outputs: library.layers.concatenate().apply([input, deep]) as typeof input })];
}

describe.each(kinds)("%s", (_, layers, samples) => {
  const definition = network({ ...layers, epochs: 2 });
  it("trains, also where WebAssembly lacks its gradient, alike for a seed, and leaves no tensor behind", async () => {
    const { tf } = await runtime();
    const before = tf.memory().numTensors;
    const [a, b] = [
      await fitClassifierNetwork(definition, samples, newRun({ seed: 2 })),
      await fitClassifierNetwork(definition, samples, newRun({ seed: 2 })),
    ];
    expect(a.topology).toEqual(b.topology);
    expect(await a.predict(samples.features)).toEqual(await b.predict(samples.features));
    a.dispose();
    b.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it("gives dropout another mask at every step", async () => {
  const wide = network({
    layers: ({ layers }) => [layers.dense({ units: 8, activation: "relu" }), layers.dropout({ rate: 0.5, seed: 1 })],
    epochs: 1,
    batchSize: 64,
  });
  const losses = await Promise.all([1, 2, 3].map((seed) => lossOfFirstStep(wide, seed)));
  expect(new Set(losses).size).toBe(3);
  expect(await lossOfFirstStep(wide, 1)).toBe(losses[0]);
});
async function lossOfFirstStep(definition: NetworkDefinition, seed: number) {
  let loss = NaN;
  (await fitClassifierNetwork(definition, data, newRun({ seed, onLog: (_, value) => void (loss = value) }))).dispose();
  return loss;
}

it("refuses layers that cannot be seeded", async () => {
  const noisy = network({ layers: ({ layers }) => [layers.gaussianNoise({ stddev: 1 })] });
  await expect(fitClassifierNetwork(noisy, data, newRun())).rejects.toMatchObject({ code: "neural/unseeded-layer" });
  const recurrent = network({ inputShape: [2, 1], layers: ({ layers }) => [layers.lstm({ units: 2, dropout: 0.5 })] });
  await expect(fitClassifierNetwork(recurrent, data, newRun())).rejects.toThrow(/layers.dropout/);
});

it("reads sparse rows as it reads dense ones", async () => {
  const { rows, columns, data: values } = data.features;
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * columns);
  const features: SparseMatrix = {
    rows,
    columns,
    offsets,
    indices: Int32Array.from(values, (_, i) => i % columns),
    values,
  };
  const definition = network({ layers: () => [], epochs: 2 });
  const [dense, sparse] = [
    await fitClassifierNetwork(definition, data, newRun()),
    await fitClassifierNetwork(definition, { ...data, features }, newRun()),
  ];
  expect(await sparse.predict(features)).toEqual(await dense.predict(data.features));
  dense.dispose();
  sparse.dispose();
});
