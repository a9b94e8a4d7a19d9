import { newRun, type LabeledDataset, type DenseMatrix } from "@tandem/core";
import {
  fitClassifierNetwork,
  fitRegressorNetwork,
  network,
  networkCodec,
  runtime,
  type Network,
} from "@tandem/toolkit-neural";
import { describe, expect, it } from "vitest";
import { logged, signs, small } from "./data.ts";
import fixture from "./fixtures/logistic.json" with { type: "json" };

const data = signs();
const encoded = async (network: Network<string>) => {
  const { json, blobs } = await networkCodec<string>().encode(network);
  return { json, weights: blobs!["weights.safetensors"] };
};
const accuracy = async (network: Network<string>, { features, labels }: LabeledDataset<DenseMatrix, string>) => {
  const p = await network.predict(features);
  return (
    Array.from(labels as readonly string[]).filter(
      (label, row) => network.classes[Number(p[2 * row + 1]! > 0.5)] === label,
    ).length / features.rows
  );
};

describe("a network's training", () => {
  it("learns what is not linear, and predicts it for rows it has not seen", async () => {
    const trained = await fitClassifierNetwork(small, data, newRun({ seed: 1 }));
    expect(trained.classes).toEqual(["differ", "same"]);
    expect(await accuracy(trained, signs(300, 9))).toBeGreaterThan(0.95);
    trained.dispose();
  });
  it("gives the same artifact for the same seed, another for another", async () => {
    const definition = network({ ...small, epochs: 3, earlyStopping: { patience: 2 } });
    const [a, b, c] = await Promise.all(
      [5, 5, 6].map((seed) => fitClassifierNetwork(definition, data, newRun({ seed }))),
    );
    expect(await encoded(a!)).toEqual(await encoded(b!));
    expect((await encoded(a!)).weights).not.toEqual((await encoded(c!)).weights);
    for (const each of [a, b, c]) each!.dispose();
  });
  it("logs losses that fall and progress that ends", async () => {
    const { run, losses, steps } = logged();
    (await fitClassifierNetwork(small, data, run, { validation: signs(100, 4) })).dispose();
    expect(losses["loss"]).toHaveLength(25);
    expect(losses["loss"]!.at(-1)!).toBeLessThan(losses["loss"]![0]! / 2);
    expect(losses["validation-loss"]).toHaveLength(25);
    expect(steps.at(-1)).toEqual([25, 25]);
  });
  it("stops early and keeps the weights of the best epoch", async () => {
    const noise = {
      ...signs(60),
      labels: Array.from({ length: 60 }, (_, i) => ((i * 7919) % 13 < 6 ? "same" : "differ")),
    };
    const { run, losses } = logged();
    const definition = network({
      ...small,
      layers: ({ layers }) => [layers.dense({ units: 32, activation: "relu" })],
      epochs: 200,
      earlyStopping: { patience: 4 },
    });
    const validation = signs(80, 5);
    const trained = await fitClassifierNetwork(definition, noise, run, { validation });
    const watched = losses["validation-loss"]!;
    expect(watched.length).toBeLessThan(200);
    const p = await trained.predict(validation.features);
    const loss =
      (validation.labels as readonly string[]).reduce(
        (sum, label, row) => sum - Math.log(p[2 * row + Number(label === "same")]!),
        0,
      ) / 80;
    expect(loss).toBeCloseTo(Math.min(...watched), 5);
    expect(watched.at(-1)!).toBeGreaterThan(Math.min(...watched));
    trained.dispose();
  });
  it("holds out samples of its own to stop by where none are given", async () => {
    const { run, losses } = logged();
    (await fitClassifierNetwork(network({ ...small, epochs: 2, earlyStopping: {} }), data, run)).dispose();
    expect(losses["validation-loss"]).toHaveLength(2);
  });
  it("goes on from a previous network", async () => {
    const definition = network({ ...small, epochs: 10 });
    const previous = await fitClassifierNetwork(definition, data, newRun());
    const { run, losses } = logged();
    const next = await fitClassifierNetwork(definition, data, run, { previous });
    const fresh = logged();
    (await fitClassifierNetwork(definition, data, fresh.run)).dispose();
    expect(losses["loss"]![0]!).toBeLessThan(fresh.losses["loss"]![0]! / 2);
    const wider = network({ ...definition, layers: ({ layers }) => [layers.dense({ units: 3 })] });
    await expect(fitClassifierNetwork(wider, data, newRun(), { previous })).rejects.toMatchObject({
      code: "neural/cannot-continue",
    });
    const strangers = { ...data, labels: data.labels.map((label, row) => (row === 0 ? "other" : label)) };
    await expect(fitClassifierNetwork(definition, strangers, newRun(), { previous })).rejects.toThrow(/other/);
    previous.dispose();
    next.dispose();
  });
  it("stops between batches when aborted and frees what it held", async () => {
    const { tf } = await runtime();
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const run = newRun({ signal: controller.signal, onLog: () => controller.abort(new Error("enough")) });
    await expect(fitClassifierNetwork(network({ ...small, epochs: 10_000 }), data, run)).rejects.toThrow("enough");
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("without hidden layers a network is the linear model of scikit-learn", () => {
  const features: DenseMatrix = { rows: 240, columns: 3, data: Float64Array.from(fixture.x) };
  const sampleIds = fixture.y.map((_, row) => String(row));
  const linear = network({ layers: () => [], optimizer: (tf) => tf.train.adam(0.05), epochs: 200, batchSize: 240 });
  const weights = Float64Array.from(fixture.weights);
  const close = (found: Float64Array, expected: readonly number[], within: number) =>
    expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(within));
  const classified = async (labels: readonly number[], more: object = {}, options: object = {}) => {
    const network = await fitClassifierNetwork<number>(
      linear,
      { sampleIds, features, labels: Float64Array.from(labels), ...more },
      newRun(),
      options,
    );
    const probabilities = await network.predict(features);
    network.dispose();
    return probabilities;
  };

  it("for two classes", async () => close(await classified(fixture.y), fixture.plain, 2e-3));
  it("for two classes with sample weights", async () =>
    close(await classified(fixture.y, { weights }), fixture.weighted, 2e-3));
  it("for balanced classes", async () =>
    close(await classified(fixture.y, {}, { classWeights: "balanced" }), fixture.balanced, 2e-3));
  it("for three classes", async () => close(await classified(fixture.three), fixture.multinomial, 5e-3));
  it("for values far from 0", async () => {
    const network = await fitRegressorNetwork(
      linear,
      { sampleIds, features, labels: Float64Array.from(fixture.value) },
      newRun(),
    );
    close(await network.predict(features), fixture.linear, 60);
    network.dispose();
  });
});

describe("what cannot be trained is refused", () => {
  const refused = (change: Partial<LabeledDataset<DenseMatrix, string>>, definition = small) =>
    fitClassifierNetwork(definition, { ...data, ...change }, newRun());
  it("features that are missing, by row and column", async () => {
    const holes = data.features.data.slice();
    holes[7] = NaN;
    await expect(refused({ features: { ...data.features, data: holes, names: ["x", "y"] } })).rejects.toMatchObject({
      code: "neural/bad-features",
      message: expect.stringMatching(/column 1 \(y\), row 3/) as string,
    });
  });
  it("weights that are all zero", async () => {
    await expect(refused({ weights: new Float64Array(400) })).rejects.toMatchObject({ code: "neural/bad-targets" });
  });
  it("numbers that run away", async () => {
    const wild = network({ ...small, optimizer: (tf) => tf.train.sgd(1e30) });
    await expect(refused({}, wild)).rejects.toMatchObject({ code: "neural/diverged" });
  });
  it("labels that are no numbers", async () => {
    const labels = new Float64Array(400).fill(NaN);
    await expect(fitRegressorNetwork(small, { ...data, labels }, newRun())).rejects.toMatchObject({
      code: "neural/bad-targets",
    });
  });
  it.each([
    [{ epochs: 0 }],
    [{ batchSize: 1.5 }],
    [{ outputL2: -1 }],
    [{ earlyStopping: { holdout: 1 } }],
    [{ inputShape: [0] }],
  ])("a definition with %o, where it is written", (wrong) => {
    expect(() => network({ ...small, ...wrong })).toThrow(/network: /);
  });
  it("an input shape that is not a row's", async () => {
    await expect(refused({}, network({ ...small, inputShape: [3] }))).rejects.toMatchObject({
      code: "neural/bad-definition",
    });
  });
  it("hidden layers that do not end in a row", async () => {
    const open = network({
      inputShape: [2, 1],
      layers: ({ layers }) => [layers.conv1d({ filters: 2, kernelSize: 2 })],
    });
    await expect(refused({}, open)).rejects.toThrow(/flatten/);
  });
});

it("never holds on to labels or features: one class and one row train too", async () => {
  const one = { sampleIds: ["a"], features: { rows: 1, columns: 1, data: Float64Array.of(1) }, labels: ["only"] };
  const trained = await fitClassifierNetwork(network({ ...small, earlyStopping: {} }), one, newRun());
  expect([...(await trained.predict(one.features))]).toEqual([1]);
  trained.dispose();
});
