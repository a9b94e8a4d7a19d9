import { readFileSync } from "node:fs";
import {
  CONTRACT,
  defineDataset,
  defineModel,
  encodeTensors,
  decodeTensors,
  labeledSamplesOf,
  listVersions,
  loadArtifact,
  loadModel,
  loadRecords,
  memoryStore,
  regression,
  Regressor,
  saveModel,
  samplesOf,
  utf8Bytes,
  utf8Text,
  type Artifact,
  type ArtifactStore,
  type Codec,
  type DenseMatrix,
  type LabeledDataset,
} from "@tandem/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const artifact: Artifact = {
  model: "line",
  contract: CONTRACT,
  format: "line@1",
  stateFormat: "json@1",
  state: { json: { mean: 2 }, blobs: { "vocabulary.txt": utf8Bytes("a\nb") } },
  estimator: {
    json: null,
    blobs: { "weights.safetensors": encodeTensors({ slope: { shape: [1], data: Float64Array.of(0.5) } }) },
  },
};
const keysOf = async (store: ArtifactStore) => {
  const keys: string[] = [];
  for await (const key of store.list("")) keys.push(key);
  return keys;
};
const saved = async () => {
  const store = memoryStore();
  const ref = await saveModel(store, artifact);
  return { store, ref, key: (file: string) => `models/line/${ref.version}/${file}` };
};

describe("saving", () => {
  it("gives back the artifact", async () => {
    const { store, ref } = await saved();
    expect(await loadArtifact(store, ref)).toEqual(artifact);
  });
  it("lays out a manifest and blobs, and is done once", async () => {
    const { store, ref, key } = await saved();
    const files = ["estimator/weights.safetensors", "manifest.json", "state/vocabulary.txt"].map(key);
    expect(await keysOf(store)).toEqual(files);
    const before = await store.stat(key("manifest.json"));
    expect(await saveModel(store, artifact)).toEqual(ref);
    expect(await keysOf(store)).toEqual(files);
    expect(await store.stat(key("manifest.json"))).toEqual(before);
  });
  it.each(["manifest.json", "estimator/weights.safetensors"])("mends a version whose %s is corrupt", async (file) => {
    const { store, ref, key } = await saved();
    await store.put(key(file), utf8Bytes("not what was written"));
    await expect(loadArtifact(store, ref)).rejects.toThrow("corrupt");
    expect(await saveModel(store, artifact)).toEqual(ref);
    expect(await loadArtifact(store, ref)).toEqual(artifact);
  });
  it("is the same version for all who save it at once", async () => {
    const store = memoryStore();
    const refs = await Promise.all(
      Array.from({ length: 8 }, (_, run) =>
        saveModel(store, artifact, { record: { id: `r${run}`, content: { run } } }),
      ),
    );
    expect(new Set(refs.map(({ version }) => version)).size).toBe(1);
    expect((await loadRecords(store, refs[0]!)).length).toBe(8);
    expect(await loadArtifact(store, refs[0]!)).toEqual(artifact);
  });
  it("writes the manifest last", async () => {
    const puts: string[] = [];
    const store = memoryStore();
    const { version } = await saveModel(
      { ...store, put: (key, body, options) => (puts.push(key), store.put(key, body, options)) },
      artifact,
      { record: { id: "r", content: 1 } },
    );
    expect(puts.at(-1)).toBe(`models/line/${version}/manifest.json`);
  });
  it("keeps records by id, sorted, and refuses what is no JSON", async () => {
    const { store, ref } = await saved();
    await saveModel(store, artifact, { record: { id: "b", content: { score: 1 } } });
    await saveModel(store, artifact, { record: { id: "a", content: [2] } });
    expect(await loadRecords(store, ref)).toEqual([[2], { score: 1 }]);
    await expect(saveModel(store, artifact, { record: { id: "c", content: { score: NaN } } })).rejects.toMatchObject({
      code: "json/not-representable",
      details: { path: "$.score" },
    });
    await expect(saveModel(store, { ...artifact, estimator: { json: [Infinity] } })).rejects.toMatchObject({
      code: "json/not-representable",
    });
  });
  it("lists whole versions, oldest first", async () => {
    const { store, ref, key } = await saved();
    const other = await saveModel(store, { ...artifact, state: { json: 1 } });
    await store.delete(key("manifest.json"));
    await saveModel(store, { ...artifact, model: "line-2" });
    expect((await listVersions(store, { name: "line" })).map(({ version }) => version)).toEqual([other.version]);
    await saveModel(store, artifact);
    expect((await listVersions(store, { name: "line" })).map(({ version }) => version).sort()).toEqual(
      [ref.version, other.version].sort(),
    );
  });

  it("of the last run last, though it gave a version that stood already", async () => {
    const store = memoryStore();
    const tick = () => new Promise((done) => setTimeout(done, 5));
    const first = await saveModel(store, artifact, { record: { id: "1", content: {} } });
    await tick();
    const second = await saveModel(store, { ...artifact, state: { json: 1 } }, { record: { id: "2", content: {} } });
    const order = async () => (await listVersions(store, { name: "line" })).map(({ version }) => version);
    expect(await order()).toEqual([first.version, second.version]);
    await tick();
    await saveModel(store, artifact, { record: { id: "3", content: {} } });
    expect(await order()).toEqual([second.version, first.version]);
  });
});

describe("loading refuses", () => {
  const corrupt = async (change: (at: Awaited<ReturnType<typeof saved>>) => Promise<unknown>) => {
    const at = await saved();
    await change(at);
    return loadArtifact(at.store, at.ref);
  };
  it("a version that is not there", async () => {
    await expect(loadArtifact(memoryStore(), { name: "line", version: "0" })).rejects.toMatchObject({
      code: "store/not-found",
      details: { key: "models/line/0/manifest.json" },
    });
  });
  it.each([
    ["a manifest that is not JSON", "manifest.json", utf8Bytes("{"), "it is not JSON"],
    ["a manifest that is not UTF-8", "manifest.json", Uint8Array.of(255), "it is not JSON"],
    [
      "another manifest",
      "manifest.json",
      utf8Bytes('{"manifest":1,"format":"x","blobs":{}}'),
      "its digest is not its version",
    ],
    ["JSON that is no manifest", "manifest.json", utf8Bytes("null"), "it is no manifest"],
    ["a blob cut off", "estimator/weights.safetensors", new Uint8Array(3), "it has 3 bytes instead of"],
    ["a blob of other bytes", "state/vocabulary.txt", utf8Bytes("a\nc"), "its SHA-256 is not the one in the manifest"],
  ])("%s", async (_, file, body, reason) => {
    await expect(corrupt(({ store, key }) => store.put(key(file), body))).rejects.toMatchObject({
      code: "artifact/corrupt",
      details: { reason: expect.stringContaining(reason) as unknown },
    });
  });
  it("a missing blob", async () => {
    await expect(corrupt(({ store, key }) => store.delete(key("state/vocabulary.txt")))).rejects.toMatchObject({
      code: "artifact/corrupt",
      details: { reason: "it is named in the manifest but missing" },
    });
  });
  it("a manifest of a later format", async () => {
    await expect(
      corrupt(async ({ store, key }) =>
        store.put(
          key("manifest.json"),
          utf8Bytes(utf8Text(await store.get(key("manifest.json"))).replace('"manifest":1', '"manifest":2')),
        ),
      ),
    ).rejects.toMatchObject({ code: "artifact/incompatible" });
  });
  it("bytes that the store did not check itself", async () => {
    const { store, ref, key } = await saved();
    const unchecked: ArtifactStore = {
      ...store,
      stat: async (name) => ({ ...(await store.stat(name))!, sha256: undefined as never }),
      get: async (name) => (name === key("state/vocabulary.txt") ? utf8Bytes("x\ny") : store.get(name)),
    };
    await expect(loadArtifact(unchecked, ref)).rejects.toMatchObject({ code: "artifact/corrupt" });
  });
});

interface Line {
  readonly slope: Float64Array;
}
const lineCodec: Codec<Line> = {
  format: "line@1",
  encode: ({ slope }) => ({
    json: null,
    blobs: { "weights.safetensors": encodeTensors({ slope: { shape: [1], data: slope } }) },
  }),
  decode: ({ blobs }) => ({ slope: decodeTensors(blobs!["weights.safetensors"]!)["slope"]!.data as Float64Array }),
};
class LineModel extends Regressor<DenseMatrix, Line> {
  readonly codec = lineCodec;
  protected train({ labels }: LabeledDataset<DenseMatrix, number>): Line {
    return { slope: Float64Array.of(labels[0]! / 2) };
  }
  protected values({ slope }: Line, { data }: DenseMatrix) {
    return data.map((x) => x * slope[0]!);
  }
}
const line = defineModel({
  name: "line",
  task: regression(),
  sample: z.object({ x: z.number() }),
  label: z.number(),
  model: () => new LineModel(),
  dataset: defineDataset<{ x: number }, number>()({
    learn: () => ({ mean: 2 }),
    features: (samples): DenseMatrix => ({ rows: samples.length, columns: 1, data: samples.numbers("x") }),
  }),
});

/** An artifact as it was written by the first version of the format: it must stay readable for ever. */
const golden = JSON.parse(readFileSync(new URL("./fixtures/artifact-1.json", import.meta.url), "utf8")) as {
  readonly version: string;
  readonly objects: Readonly<Record<string, string>>;
};

describe("the golden artifact", () => {
  const restored = async () => {
    const store = memoryStore();
    for (const [key, base64] of Object.entries(golden.objects))
      await store.put(key, new Uint8Array(Buffer.from(base64, "base64")));
    return loadModel(store, line, golden.version);
  };
  it("is still read and predicts the same", async () => {
    const model = await restored();
    expect([...(await model.predict(samplesOf([{ id: "a", data: { x: 3 } }])))]).toEqual([{ id: "a", label: 4.5 }]);
  });
  it("is still what is written", async () => {
    const trained = await line.train(labeledSamplesOf([{ id: "a", data: { x: 1 }, label: 3 }]));
    expect((await saveModel(memoryStore(), await trained.toArtifact())).version).toBe(golden.version);
  });
});
