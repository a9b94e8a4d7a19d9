import { readFileSync } from "node:fs";
import {
  classification,
  defineDataset,
  labeledSamplesOf,
  loadModel,
  memoryStore,
  regression,
  samplesOf,
  saveModel,
  type DenseMatrix,
  type LabeledSample,
} from "@tandem/core";
import { testModelPackage } from "@tandem/testkit";
import { liveSessions, onnxModel } from "@tandem/toolkit-onnx";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);
const made = JSON.parse(readFileSync(fixture("models.json"), "utf8")) as {
  readonly rows: readonly { tenure: number; charges: number; contract: string; stays: "yes" | "no" }[];
  readonly pipeline: readonly (readonly number[])[];
  readonly network: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly boosted: readonly number[];
};

const Customer = z.object({ tenure: z.number(), charges: z.number(), contract: z.string().nullish() });
type Customer = z.infer<typeof Customer>;
const labelled = <L>(labels: readonly L[]): LabeledSample<Customer, L>[] =>
  made.rows.map(({ tenure, charges, contract }, row) => ({
    id: `c${row}`,
    data: { tenure, charges, contract },
    label: labels[row]!,
  }));
const stays = labelled(made.rows.map((row) => row.stays));

/** A scikit-learn pipeline: a column for each input, strings among them. */
const pipeline = onnxModel({
  name: "churn-onnx",
  task: classification<"yes" | "no">({ positive: "yes" }),
  sample: Customer,
  label: z.enum(["yes", "no"]),
  onnx: fixture("pipeline.onnx"),
});

/** An XGBoost regression over a matrix of two fields. */
const boosted = onnxModel({
  name: "boosted-onnx",
  task: regression(),
  sample: Customer,
  label: z.number(),
  onnx: fixture("boosted.onnx"),
  fields: ["tenure", "charges"],
});

/** A network that ends in logits, over a matrix that a dataset of our own makes, with a state beside the model. */
const matrixDataset = defineDataset<Customer, "a" | "b" | "c">()({
  learn: (samples) => ({ fields: ["tenure", "charges"] as ("tenure" | "charges")[], seen: samples.length }),
  features: (samples, { fields }): DenseMatrix => {
    const data = new Float64Array(samples.length * fields.length);
    fields.forEach((field, at) =>
      samples.numbers(field).forEach((value, row) => (data[row * fields.length + at] = value)),
    );
    return { rows: samples.length, columns: fields.length, data };
  },
});
const network = onnxModel({
  name: "network-onnx",
  task: classification<"a" | "b" | "c">(),
  sample: Customer,
  label: z.enum(["a", "b", "c"]),
  onnx: readFileSync(fixture("network.onnx")),
  classes: ["c", "a", "b"],
  scores: "logits",
  dataset: matrixDataset,
});
const classes = labelled(made.rows.map((_, row) => (["a", "b", "c"] as const)[row % 3]!));

afterEach(() => expect(liveSessions()).toBe(0));

const options = { live: liveSessions, tolerance: 1e-5 };
testModelPackage(pipeline, stays, { ...options, module: fixture("pipeline-package.mjs").href });
testModelPackage(boosted, labelled(made.target), options);
testModelPackage(network, classes, options);

describe("predictions of ONNX models", () => {
  it("are those of the scikit-learn pipeline, before and after saving", async () => {
    const trained = await pipeline.train(labeledSamplesOf(stays));
    const store = memoryStore();
    const { version } = await saveModel(store, await trained.toArtifact());
    const loaded = await loadModel(store, pipeline, version);
    for (const model of [trained, loaded]) {
      const found = (await model.predict(samplesOf(stays))).column("probabilities");
      found.forEach((row, i) => row!.forEach((p, k) => expect(p).toBeCloseTo(made.pipeline[i]![k]!, 5)));
      await model.close();
    }
  });

  it("are those of XGBoost", async () => {
    const model = await boosted.train(labeledSamplesOf(labelled(made.target)));
    const found = (await model.predict(samplesOf(stays))).column("label");
    found.forEach((value, row) => expect(value / made.boosted[row]!).toBeCloseTo(1, 5));
    await model.close();
  });

  it("are the softmax of a network's logits, in the order of sorted classes, with its dataset's state", async () => {
    const model = await network.train(labeledSamplesOf(classes));
    expect((await model.toArtifact()).state.json).toEqual({ fields: ["tenure", "charges"], seen: 60 });
    const found = (await model.predict(samplesOf(stays))).column("probabilities");
    found.forEach((row, i) => {
      const [c, a, b] = made.network[i]!;
      [a!, b!, c!].forEach((p, k) => expect(row![k]).toBeCloseTo(p, 5));
    });
    await model.close();
  });
});

describe("what cannot be used is refused with its cure", () => {
  const plain = { task: classification<"yes" | "no">(), sample: Customer, label: z.enum(["yes", "no"]) };
  const train = (definition: object) =>
    onnxModel({ name: "bad", onnx: fixture("pipeline.onnx"), ...plain, ...definition }).train(labeledSamplesOf(stays));
  const predicting = async (definition: object, data: Partial<Customer> = {}) => {
    const model = await train(definition);
    try {
      return [...(await model.predict(samplesOf([{ id: "1", data: { ...stays[0]!.data, ...data } }])))];
    } finally {
      await model.close();
    }
  };

  it.each([
    ["bytes that are no model", { onnx: new Uint8Array([1, 2, 3]) }, "onnx/bad-model", /Failed|protobuf/i],
    ["a file that is not there", { onnx: fixture("none.onnx") }, "onnx/bad-model", /none\.onnx cannot be read/],
    ["an output that is not there", { output: "scores" }, "onnx/bad-model", /label, probabilities/],
    ["an output of labels", { output: "label" }, "model/bad-output", /not numbers/],
    ["probabilities in a map", { onnx: fixture("zipmap.onnx") }, "onnx/bad-model", /"zipmap": False/],
    [
      "a matrix of another width",
      { onnx: fixture("network.onnx"), fields: ["tenure"] },
      "onnx/bad-input",
      /2 columns.*1/,
    ],
    ["an input that is no field", { sample: z.object({ tenure: z.number() }) }, "onnx/bad-input", /charges/],
  ])("%s", async (_, definition, code, message) => {
    await expect(predicting(definition)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("a custom task", () => {
    const task = { kind: "custom", name: "x", score: () => ({}) } as unknown as typeof plain.task;
    expect(() => onnxModel({ ...plain, name: "bad", onnx: fixture("pipeline.onnx"), task })).toThrow(
      "classification or regression",
    );
  });

  it("an artifact without its bytes", async () => {
    const model = await train({ name: "churn-onnx" });
    const artifact = await model.toArtifact();
    await model.close();
    await expect(pipeline.restore({ ...artifact, estimator: { json: { classes: [] } } })).rejects.toMatchObject({
      code: "artifact/corrupt",
    });
  });
});
