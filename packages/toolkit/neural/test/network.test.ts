import { newRun, TandemError, type DenseMatrix } from "@tandem/core";
import { fitClassifierNetwork, networkCodec, runtime, type Network } from "@tandem/toolkit-neural";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signs, small } from "./data.ts";

const data = signs();
const codec = networkCodec<string>();
let trained: Network<string>;
beforeAll(async () => {
  trained = await fitClassifierNetwork({ ...small, epochs: 3 }, data, newRun());
});
afterAll(() => trained.dispose());
const row = (index: number): DenseMatrix => ({
  rows: 1,
  columns: 2,
  data: data.features.data.slice(2 * index, 2 * index + 2),
});

describe("a trained network", () => {
  it("predicts a row alike alone and in a batch", async () => {
    const batch = await trained.predict(data.features);
    for (const index of [0, 7, 399])
      expect([...(await trained.predict(row(index)))]).toEqual([...batch.slice(2 * index, 2 * index + 2)]);
  });
  it("holds no more tensors after 1,000 predictions", async () => {
    const { tf } = await runtime();
    await trained.predict(row(0));
    const { numTensors, numBytes } = tf.memory();
    for (let i = 0; i < 1000; i++) await trained.predict(row(i % 400));
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
  it("predicts no rows, and refuses rows of another width or with holes", async () => {
    expect(await trained.predict({ rows: 0, columns: 2, data: new Float64Array() })).toHaveLength(0);
    await expect(trained.predict({ rows: 1, columns: 3, data: new Float64Array(3) })).rejects.toMatchObject({
      code: "neural/bad-features",
    });
    await expect(trained.predict({ rows: 1, columns: 2, data: Float64Array.of(1e39, 0) })).rejects.toMatchObject({
      code: "neural/bad-features",
    });
  });
  it("computes on its own backend beside other users of TensorFlow.js", async () => {
    const { tf, fastest } = await runtime();
    const before = await trained.predict(row(3));
    await tf.setBackend("cpu");
    expect(await trained.predict(row(3))).toEqual(before);
    expect(trained.backend).toBe(fastest);
  });
});

describe("the codec", () => {
  it("keeps every bit of the weights and every prediction", async () => {
    const restored = await codec.decode(JSON.parse(JSON.stringify(await codec.encode(trained), bytes), unbytes));
    expect(restored.weights()).toEqual(trained.weights());
    expect(await restored.predict(data.features)).toEqual(await trained.predict(data.features));
    expect(restored.classes).toEqual(trained.classes);
    restored.dispose();
    restored.dispose();
  });
  it("releases everything", async () => {
    const { tf } = await runtime();
    const before = tf.memory().numTensors;
    (await codec.decode(await codec.encode(trained))).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
  it("refuses what it cannot have written, and frees what it built", async () => {
    const { tf } = await runtime();
    const { json, blobs } = await codec.encode(trained);
    const weights = blobs!["weights.safetensors"]!;
    const other = await fitClassifierNetwork(
      { ...small, epochs: 1, layers: ({ layers }) => [layers.dense({ units: 3 })] },
      data,
      newRun(),
    );
    const strange = (await codec.encode(other)).blobs!;
    other.dispose();
    const before = tf.memory().numTensors;
    const bad: [object, RegExp][] = [
      [{ json, blobs: {} }, /weights.safetensors/],
      [{ json, blobs: { "weights.safetensors": weights.slice(0, -4) } }, /fit its bytes/],
      [{ json, blobs: strange }, /shape/],
      [{ json: { ...(json as object), head: { kind: "magic" } }, blobs }, /outputs/],
      [{ json: null, blobs }, /JSON/],
      [{ json: { ...(json as object), topology: { class_name: "Evil", config: {} } }, blobs }, /Evil/],
    ];
    for (const [encoded, reason] of bad) await expect(codec.decode(encoded as never)).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
    await expect(codec.decode({ json, blobs: {} })).rejects.toSatisfy((error) =>
      TandemError.is(error, "neural/bad-artifact"),
    );
  });
});

const bytes = (_: string, value: unknown) => (value instanceof Uint8Array ? { bytes: [...value] } : value);
const unbytes = (_: string, value: { bytes?: number[] }) => (value?.bytes ? Uint8Array.from(value.bytes) : value);
