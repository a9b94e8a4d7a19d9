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
  randomSequence,
  saveModel,
  sortedClasses,
  TandemError,
  type DenseMatrix,
  type LabeledDataset,
  type LabeledSamples,
} from "@tandem/core";
import { testModelPackage } from "@tandem/testkit";
import { calibrated } from "@tandem/toolkit-calibration";

const Point = z.object({ x: z.number() });
const Side = z.enum(["left", "middle", "right"]);
type Point = z.infer<typeof Point>;
type Side = z.infer<typeof Side>;
type Centres = { readonly classes: readonly Side[]; readonly means: readonly number[]; readonly rows: number };
let trainings: number[] = [];

/** Nearest mean, and far too sure of itself. */
class Boaster extends Classifier<DenseMatrix, Side, Centres> {
  readonly codec = jsonCodec<Centres>("centres@1");
  protected classes(centres: Centres) {
    return centres.classes;
  }
  protected train({ features, labels }: LabeledDataset<DenseMatrix, Side>): Centres {
    const classes = sortedClasses(labels);
    trainings.push(features.rows);
    const means = classes.map((label) => {
      const own = features.data.filter((_, row) => labels[row] === label);
      return own.reduce((sum, x) => sum + x, 0) / own.length;
    });
    return { classes, means, rows: features.rows };
  }
  protected probabilities({ means }: Centres, { data }: DenseMatrix) {
    return Array.from(data, (x) => {
      const raw = means.map((mean) => Math.exp(-5 * Math.abs(x - mean)));
      const total = raw.reduce((sum, value) => sum + value, 0);
      return raw.map((value) => value / total);
    });
  }
}
const dataset = defineDataset<Point, Side>()({
  features: (samples): DenseMatrix => ({ rows: samples.length, columns: 1, data: samples.numbers("x") }),
});
const boaster = defineModel({
  name: "boaster",
  task: classification<Side>(),
  sample: Point,
  label: Side,
  dataset,
  model: () => new Boaster(),
});

function points(length: number, sides: readonly Side[], seed: number, groups = 0): LabeledSamples<Point, Side> {
  const random = randomSequence(seed);
  return labeledSamplesOf<Point, Side>(
    Array.from({ length }, (_, i) => {
      const side = Math.floor(random() * sides.length);
      return {
        id: `${i}`,
        data: { x: side + (random() + random() + random() - 1.5) * 1.4 },
        label: sides[side]!,
        ...(groups > 0 ? { group: `g${i % groups}` } : {}),
      };
    }),
  );
}
function logLoss(
  predictions: Iterable<{ readonly probabilities: readonly number[] }>,
  labels: readonly Side[],
  classes: readonly Side[],
): number {
  return (
    [...predictions].reduce(
      (sum, { probabilities }, row) => sum - Math.log(Math.max(1e-15, probabilities[classes.indexOf(labels[row]!)]!)),
      0,
    ) / labels.length
  );
}

describe.each(["isotonic", "sigmoid"] as const)("calibrated by %s", (method) => {
  const sure = calibrated(boaster, { method, folds: 4 });
  it.each([[["left", "right"] as const], [["left", "middle", "right"] as const]])(
    "makes a boaster honest on %j",
    async (sides) => {
      const [known, fresh] = [points(2000, sides, 1), points(2000, sides, 2)];
      const before = await (await boaster.train(known)).predict(fresh);
      const after = await (await sure.train(known)).predict(fresh);
      expect(logLoss(after, fresh.labels as readonly Side[], sides)).toBeLessThan(
        0.75 * logLoss(before, fresh.labels as readonly Side[], sides),
      );
      for (const { probabilities, probability, label } of after) {
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect([probability, label]).toEqual([Math.max(...probabilities), sides[probabilities.indexOf(probability)]]);
      }
    },
  );
  it("saves, loads and predicts the same, and is not taken for the bare model", async () => {
    const known = points(200, ["left", "right"], 3);
    const model = await sure.train(known, newRun({ seed: 5 }));
    const store = memoryStore();
    const { version } = await saveModel(store, await model.toArtifact());
    const loaded = await loadModel(store, sure, version);
    expect([...(await loaded.predict(known))]).toEqual([...(await model.predict(known))]);
    await expect(loadModel(store, boaster, version)).rejects.toSatisfy((error) =>
      TandemError.is(error, "artifact/incompatible"),
    );
    await expect(sure.restore(await (await boaster.train(known)).toArtifact())).rejects.toSatisfy((error) =>
      TandemError.is(error, "artifact/incompatible"),
    );
    await loaded.close();
    await expect(loaded.predict(known)).rejects.toSatisfy((error) => TandemError.is(error, "model/closed"));
  });
  it("is the same for a seed and other for another", async () => {
    const known = points(300, ["left", "right"], 3);
    const artifact = async (seed: number) =>
      JSON.stringify((await (await sure.train(known, newRun({ seed }))).toArtifact()).estimator.json);
    expect(await artifact(1)).toBe(await artifact(1));
    expect(await artifact(1)).not.toBe(await artifact(2));
  });
});

describe("held-out parts", () => {
  it("trains once for each part and once on all, with progress that rises to the end", async () => {
    trainings = [];
    const seen: number[] = [];
    await calibrated(boaster, { folds: 3 }).train(
      points(90, ["left", "right"], 4),
      newRun({ onProgress: (done, total) => seen.push(done / total) }),
    );
    expect(trainings.length).toBe(4);
    expect(trainings.at(-1)).toBe(90);
    expect(trainings.slice(0, 3).reduce((sum, rows) => sum + rows, 0)).toBe(180);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
  it("holds out whole groups", async () => {
    trainings = [];
    await calibrated(boaster, { folds: 5 }).train(points(90, ["left", "right"], 4, 3));
    expect(trainings).toEqual([60, 60, 60, 90]);
  });
  it("holds out less where a class is rare, and refuses a class of one", async () => {
    const rows = [...points(50, ["left"], 1), { id: "r1", data: { x: 3 }, label: "right" as const }];
    await expect(calibrated(boaster).train(labeledSamplesOf<Point, Side>(rows))).rejects.toSatisfy((error) =>
      TandemError.is(error, "calibration/unusable"),
    );
    trainings = [];
    await calibrated(boaster).train(
      labeledSamplesOf<Point, Side>([...rows, { id: "r2", data: { x: 4 }, label: "right" }]),
    );
    expect(trainings).toEqual([26, 26, 52]);
  });
  it("refuses one class, no samples and half a fold", async () => {
    await expect(calibrated(boaster).train(points(20, ["left"], 1))).rejects.toSatisfy((error) =>
      TandemError.is(error, "calibration/unusable"),
    );
    await expect(calibrated(boaster).train(labeledSamplesOf<Point, Side>([]))).rejects.toSatisfy((error) =>
      TandemError.is(error, "dataset/empty"),
    );
    expect(() => calibrated(boaster, { folds: 2.5 })).toThrow(/give a whole number/);
  });
  it("stops between the parts when aborted", async () => {
    trainings = [];
    const reason = new Error("enough");
    const signal = {
      get aborted() {
        return trainings.length >= 2;
      },
      reason,
      throwIfAborted() {
        if (this.aborted) throw reason;
      },
    };
    await expect(calibrated(boaster).train(points(50, ["left", "right"], 1), newRun({ signal }))).rejects.toSatisfy(
      (error) => TandemError.is(error, "run/aborted"),
    );
    expect(trainings.length).toBe(2);
  });
});

testModelPackage(calibrated(boaster, { folds: 3 }), points(120, ["left", "right"], 9));
