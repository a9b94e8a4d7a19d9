import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  classification,
  Classifier,
  defineDataset,
  defineModel,
  jsonCodec,
  labeledSamplesOf,
  loadModel,
  memoryStore,
  newRun,
  samplesOf,
  saveModel,
  sha256,
  sortedClasses,
  TandemError,
  utf8Bytes,
  type DenseMatrix,
  type LabeledDataset,
} from "@tandem/core";

const Point = z.object({ x: z.number().nullish(), colour: z.enum(["red", "green"]).nullish() });
type Point = z.infer<typeof Point>;
const Side = z.enum(["left", "right"]);
type Side = z.infer<typeof Side>;
interface Cut {
  readonly at: number;
  readonly classes: readonly Side[];
}

const points = defineDataset<Point, Side>()({
  learn: (samples) => ({
    mean: samples.numbers("x").reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : x), 0) / samples.length,
  }),
  features: (samples, { mean }): DenseMatrix => ({
    rows: samples.length,
    columns: 1,
    data: samples.column("x").map((x) => (Number.isNaN(x) ? mean : x)),
  }),
});
class CutModel extends Classifier<DenseMatrix, Side, Cut> {
  readonly codec = jsonCodec<Cut>("cut@1");
  protected classes(cut: Cut) {
    return cut.classes;
  }
  protected train({ features, labels }: LabeledDataset<DenseMatrix, Side>): Cut {
    return { at: features.data.reduce((sum, x) => sum + x, 0) / features.rows, classes: sortedClasses(labels) };
  }
  protected probabilities(cut: Cut, { data }: DenseMatrix) {
    return data.map((x) => 1 / (1 + Math.exp(cut.at - x)));
  }
}
const cut = defineModel({
  name: "cut",
  task: classification({ positive: "right" as const }),
  sample: Point,
  label: Side,
  dataset: points,
  model: () => new CutModel(),
});
const labelled = labeledSamplesOf<Point, Side>([
  { id: "a", data: { x: 1, colour: "red" }, label: "left" },
  { id: "b", data: { x: 3 }, label: "right" },
  { id: "c", data: { x: null, colour: "green" }, label: "left" },
]);

describe("a model package through its whole life", () => {
  it("trains, predicts, saves, loads and predicts the same", async () => {
    const trained = await cut.train(labelled, newRun({ seed: 1 }));
    const before = [...(await trained.predict(labelled))];
    expect(before.map((p) => [p.id, p.label])).toEqual([
      ["a", "left"],
      ["b", "right"],
      ["c", "left"],
    ]);
    const store = memoryStore();
    const { version } = await saveModel(store, await trained.toArtifact());
    const loaded = await loadModel(store, cut, version);
    expect([...(await loaded.predict(samplesOf<Point>([{ id: "b", data: { x: 3 } }])))]).toEqual([before[1]]);
    await loaded.close();
    await expect(loaded.predict(labelled)).rejects.toSatisfy((e) => TandemError.is(e, "model/closed"));
  });
  it("types a column of nothing but missing values by the schema", async () => {
    const trained = await cut.train(labelled);
    expect((await trained.predict(samplesOf<Point>([{ id: "z", data: {} }]))).at(0).label).toBe("left");
  });
});

it("computes SHA-256 natively and in plain TypeScript alike", async () => {
  const { plainSha256 } = await import("../src/sha256.ts");
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
    expect(plainSha256().update(bytes).digest()).toBe(sha256(bytes));
  }
  expect(sha256(utf8Bytes("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
