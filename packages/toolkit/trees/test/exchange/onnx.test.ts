import { predictTrees, writeOnnx, type Trees } from "@tandem/toolkit-trees";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { onnxCases, type OnnxCase } from "./onnx-cases.ts";

const cases = await onnxCases();

async function run(bytes: Uint8Array, { features, options }: OnnxCase) {
  const session = await InferenceSession.create(bytes);
  const shape = [features.rows, features.columns];
  const tensor =
    options.input === "double"
      ? new Tensor("float64", features.data, shape)
      : new Tensor("float32", Float32Array.from(features.data), shape);
  return session.run({ features: tensor });
}

describe("an ONNX file of trees, scored by onnxruntime", () => {
  it.each(Object.entries(cases))("%s: predictions are ours", async (_, example) => {
    const { trees, features, options } = example;
    const outputs = await run(writeOnnx(trees, options), example);
    const expected = predictTrees(trees, features);
    const two = options.classes && trees.outputs === 1;
    const found = Array.from((outputs["probabilities"] ?? outputs["variable"])!.data as Float32Array);
    const own = two ? found.filter((_, i) => i % 2 === 1) : found;
    expect(own).toHaveLength(expected.length);
    const scale = Math.max(1, ...expected.map(Math.abs));
    expect(Math.max(...own.map((value, i) => Math.abs(value - expected[i]!))) / scale).toBeLessThan(1e-6);
    if (two) found.forEach((p, i) => i % 2 === 0 && expect(p + found[i + 1]!).toBeCloseTo(1, 6));
  });

  it.each(["binary", "multiclass", "forest of two classes", "forest of classes"])(
    "%s: labels are the most probable classes",
    async (name) => {
      const example = cases[name]!;
      const classes = example.options.classes!;
      const { label, probabilities } = await run(writeOnnx(example.trees, example.options), example);
      const found = Array.from(label!.data as ArrayLike<unknown>, (value) =>
        typeof value === "bigint" ? Number(value) : typeof classes[0] === "boolean" ? value === 1 : value,
      );
      const shares = probabilities!.data as Float32Array;
      found.forEach((value, row) => {
        const own = shares.subarray(row * classes.length, (row + 1) * classes.length);
        expect(value).toBe(classes[own.indexOf(Math.max(...own))]);
      });
      expect(new Set(found).size).toBe(classes.length);
    },
  );

  it("takes sides as they are for floats around a threshold that no float is", async () => {
    const trees: Trees = { ...cases["squared"]!.trees };
    const at = trees.feature.indexOf(0);
    const threshold = trees.threshold[at]!;
    expect(Math.fround(threshold)).not.toBe(threshold);
    const bits = new Uint32Array(Float32Array.of(threshold).buffer);
    const near = new Float32Array(Uint32Array.from({ length: 9 }, (_, i) => bits[0]! + i - 4).buffer);
    const data = Float64Array.from({ length: 9 * 8 }, (_, i) => (i % 8 === 0 ? near[i / 8]! : 0.25));
    const features = { rows: 9, columns: 8, data };
    const { variable } = await run(writeOnnx(trees), { trees, features, options: {} });
    const found = Array.from(variable!.data as Float32Array);
    Array.from(predictTrees(trees, features)).forEach((value, row) => expect(found[row]).toBeCloseTo(value, 6));
  });

  it("refuses classes that the trees do not have", () => {
    const refused = expect.objectContaining({ code: "trees/bad-option" }) as Error;
    const write = (name: string, classes: string[]) => () => writeOnnx(cases[name]!.trees, { classes });
    expect(write("binary", ["one"])).toThrow(refused);
    expect(write("binary", ["same", "same"])).toThrow(refused);
    expect(write("multiclass", ["a", "b"])).toThrow(refused);
    expect(write("squared", ["a", "b"])).toThrow(refused);
  });
});
