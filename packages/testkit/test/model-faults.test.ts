import {
  classification,
  defineDataset,
  defineModel,
  jsonCodec,
  labeledSamplesOf,
  newRun,
  predictionsOf,
  samplesOf,
  type Artifact,
  type Classified,
  type DenseMatrix,
  type LabeledDataset,
  type ModelPackage,
  type Prediction,
  type Run,
  type Samples,
  type TrainedModel,
} from "@tandem/core";
import { modelChecks, type ModelCheckName } from "@tandem/testkit";
import { describe, expect, it } from "vitest";
import { cut, CutModel, cutSamples, Point, points, Side, type Cut } from "./fixtures/cut.ts";

type Package = ModelPackage<Point, Side, Classified<Side>>;
type Trained = TrainedModel<Point, Classified<Side>>;
type Features = (samples: Samples<Point>, state: { readonly mean: number }) => DenseMatrix;

const sealed = (parts: { dataset?: typeof points; model?: () => CutModel }): Package =>
  defineModel({
    name: "cut",
    task: classification({ positive: "right" as const }),
    sample: Point,
    label: Side,
    dataset: points,
    model: () => new CutModel(),
    ...parts,
  });

/** A package whose trained models are changed by `change`. */
const changed = (change: (model: Trained) => Partial<Trained>, pkg = cut): Package => {
  const wrap = (model: Trained): Trained => ({ ...model, ...change(model) });
  return {
    ...pkg,
    train: async (...all) => wrap(await pkg.train(...all)),
    restore: async (artifact) => wrap(await pkg.restore(artifact)),
  };
};
const predicting = (
  change: (
    rows: readonly Prediction<Classified<Side>>[],
    samples: Samples<Point>,
  ) => readonly Prediction<Classified<Side>>[],
) =>
  changed((model) => ({
    async predict(samples, options) {
      const rows = change([...(await model.predict(samples, options))], samples);
      return predictionsOf(
        rows.map((row) => row.id),
        rows.map(({ id: _, ...outcome }) => outcome),
      );
    },
  }));
const featuring = (
  features: Features,
  learn: (samples: Samples<Point>) => { mean: number } = () => ({ mean: 2 }),
): Package => sealed({ dataset: defineDataset<Point, Side>()({ learn, features }) });
const matrix = (samples: Samples<Point>, value: (row: number, x: number) => number): DenseMatrix => {
  const x = samples.numbers("x").map((given) => (Number.isNaN(given) ? 2 : given));
  return {
    rows: samples.length,
    columns: 2,
    data: Float64Array.from({ length: 2 * samples.length }, (_, at) => (at % 2 ? 0 : value(at / 2, x[at / 2]!))),
  };
};
const training = (
  train: (this: CutModel, data: LabeledDataset<DenseMatrix, Side>, run: Run, sound: (run: Run) => Cut) => Cut,
): Package => {
  class Faulty extends CutModel {
    protected override train(data: LabeledDataset<DenseMatrix, Side>, run: Run): Cut {
      return train.call(this, data, run, (other) => super.train(data, other));
    }
  }
  return sealed({ model: () => new Faulty() });
};
const encoding = (change: (cut: Cut) => Cut): Package => {
  class Lossy extends CutModel {
    override readonly codec = {
      ...jsonCodec<Cut>("cut@1"),
      encode: (value: Cut) => ({ json: { ...change(value) } as never }),
    };
  }
  return sealed({ model: () => new Lossy() });
};
const artifacts = (change: (artifact: Artifact) => Artifact) =>
  changed((model) => ({ toArtifact: async () => change(await model.toArtifact()) }));

let trainings = 0;
const leaks: unknown[] = [];
let live = 0;
const remembered = new Map<string, number>();
const recalled = new Map<string, number>();

/** What each check must find. */
const faults: Partial<Record<ModelCheckName, Readonly<Record<string, Package>>>> = {
  "gives one prediction per sample, in order": {
    "drops a row": predicting((rows) => rows.slice(1)),
    "swaps two rows": predicting(([a, b, ...rest]) => [b!, a!, ...rest]),
    "repeats a row": predicting((rows) => [...rows, rows[0]!]),
  },
  "gives outcomes that match the outcome schema": {
    "gives a probability above 1": predicting((rows) => rows.map((row) => ({ ...row, probability: 1.5 }))),
    "gives no probabilities": predicting((rows) => rows.map((row) => ({ ...row, probabilities: null as never }))),
  },
  "predicts a row alike alone and in a batch": {
    "scales by the batch": featuring((samples) => {
      const { data } = matrix(samples, (_, x) => x);
      const mean = data.reduce((sum, x) => sum + x, 0) / samples.length;
      return matrix(samples, (_, x) => x - mean);
    }),
  },
  "predicts rows in any order alike": {
    "looks at the row number": featuring((samples) => matrix(samples, (row, x) => x + row / 10)),
  },
  "predicts samples by row and by column alike": {
    "tells undefined from null": featuring((samples) =>
      matrix(samples, (row, x) => (samples.at(row).data.colour === undefined ? x + 1 : x)),
    ),
  },
  "leaves its samples untouched": {
    "writes to rows": featuring((samples) => {
      for (const { data } of samples) (data as { x: number }).x = 0;
      return matrix(samples, (_, x) => x);
    }),
    "writes to columns": featuring((samples) => {
      const x = samples.numbers("x");
      for (let row = 0; row < x.length; row++) if (Number.isNaN(x[row])) x[row] = 2;
      return matrix(samples, (_, value) => value);
    }),
  },
  "keeps labels out of features": {
    "answers with the label": predicting((rows, samples) =>
      rows.map((row, at) =>
        "label" in samples.at(at) ? { ...row, label: (samples.at(at) as { label?: Side }).label! } : row,
      ),
    ),
  },
  "remembers nothing outside its artifact": {
    "remembers labels by what the samples hold": sealed({
      dataset: defineDataset<Point, Side>()({
        learn: (samples) => {
          for (const { data, label } of samples) recalled.set(JSON.stringify(data), label === "right" ? 9 : 0);
          return { mean: 2 };
        },
        features: (samples) => matrix(samples, (row, x) => recalled.get(JSON.stringify(samples.at(row).data)) ?? x),
      }),
    }),
  },
  "predicts alike under other ids": {
    "remembers labels by id": sealed({
      dataset: defineDataset<Point, Side>()({
        learn: (samples) => {
          for (const { id, label } of samples) remembered.set(id, label === "right" ? 9 : 0);
          return { mean: 2 };
        },
        features: (samples) => matrix(samples, (row, x) => remembered.get(samples.ids[row]!) ?? x),
      }),
    }),
  },
  "handles an empty batch": {
    "trains on nothing": {
      ...cut,
      train: (samples, run) =>
        cut.train(
          (samples as Samples<Point>).length === 0 ? (labeledSamplesOf(cutSamples) as typeof samples) : samples,
          run,
        ),
    },
    "predicts for nothing": changed((model) => ({
      predict: (samples, options) =>
        model.predict(samples.length === 0 ? samplesOf([cutSamples[0]!]) : samples, options),
    })),
  },
  "handles missing fields as declared": {
    "crashes when predicting without a field": featuring((samples) =>
      matrix(samples, (row, x) => (samples.length === 5 ? x + samples.at(row).data.colour!.length : x)),
    ),
    "gives NaN for what is missing": featuring((samples) => {
      const x = samples.numbers("x");
      return samples.length === 5
        ? { ...matrix(samples, () => 0), data: Float64Array.from({ length: 10 }, (_, at) => x[at >> 1]!) }
        : matrix(samples, (_, value) => value);
    }),
  },
  "handles an unknown category as declared": {
    "looks it up in a table": featuring((samples) =>
      matrix(samples, (row) => ({ red: 1, green: 2, none: 0 })[(samples.column("colour")[row] ?? "none") as "red"]),
    ),
  },
  "handles an always-empty column as declared": {
    "averages nothing": featuring(
      (samples, { mean }) => matrix(samples, (_, x) => x + mean),
      (samples) => {
        const there = samples.numbers("x").filter((x) => !Number.isNaN(x));
        return { mean: there.reduce((sum, x) => sum + x, 0) / there.length };
      },
    ),
  },
  "ignores unseen extra fields": {
    "counts fields": featuring((samples) => matrix(samples, (_, x) => x * samples.fields.length)),
  },
  "gives equal artifacts for equal seeds": {
    "draws weights unseeded": training((_data, run, sound) => sound({ ...run, random: Math.random })),
  },
  "forgets earlier training": {
    "counts its trainings": training((_data, run, sound) => ({ ...sound(run), red: trainings++ })),
  },
  "stops when aborted": {
    "trains to the end": training((_data, run, sound) => sound({ ...run, signal: newRun().signal })),
    "never looks": { ...cut, train: (samples, run) => cut.train(samples, { ...run!, signal: newRun().signal }) },
    "predicts all the same": changed((model) => ({ predict: (samples) => model.predict(samples) })),
  },
  "predicts the same after save and load": {
    "rounds its weights": encoding((value) => ({ ...value, at: Math.round(value.at * 10) / 10 })),
    "forgets a weight": encoding((value) => ({ ...value, red: 0 })),
  },
  "makes artifacts of JSON and blobs alone": {
    "keeps a date": artifacts((made) => ({ ...made, state: { json: { mean: 0, at: new Date() } as never } })),
    "keeps NaN": artifacts((made) => ({ ...made, estimator: { json: { at: NaN } } })),
    "keeps an array as a blob": artifacts((made) => ({
      ...made,
      estimator: { ...made.estimator, blobs: { a: new Float64Array(1) as never } },
    })),
    "names a blob by a path": artifacts((made) => ({
      ...made,
      estimator: { ...made.estimator, blobs: { "../a": new Uint8Array(1) } },
    })),
    "has no version in its format": artifacts((made) => ({ ...made, format: "cut" })),
    "is another's": artifacts((made) => ({ ...made, model: "other" })),
  },
  "refuses the artifact of another model": {
    "takes any model": { ...cut, restore: (artifact) => cut.restore({ ...artifact, model: "cut" }) },
    "takes any format": { ...cut, restore: (artifact) => cut.restore({ ...artifact, format: "cut@1" }) },
    "takes any contract": { ...cut, restore: (artifact) => cut.restore({ ...artifact, contract: 1 }) },
  },
  "keeps memory flat over 1,000 predictions": {
    "keeps every batch": changed((model) => ({
      async predict(samples, options) {
        const made = await model.predict(samples, options);
        leaks.push([...made]);
        return made;
      },
    })),
  },
  "releases what it holds when closed": {
    "predicts after close": changed((model) => ({ close: async () => void model })),
    "cannot be closed twice": changed((model) => {
      let closed = false;
      return {
        async close() {
          if (closed) throw new Error("closed twice");
          closed = true;
          await model.close();
        },
      };
    }),
    "keeps a handle": changed(() => (live++, {})),
  },
};

describe("each check finds its planted fault", () => {
  for (const [name, packages] of Object.entries(faults))
    for (const [fault, pkg] of Object.entries(packages))
      it(`${name}: a model that ${fault}`, async () => {
        const check = modelChecks(pkg, cutSamples, { live: () => live }).find((one) => one.name === name)!;
        const error: unknown = await check.run().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toMatchObject({ code: "check/failed", details: { check: name } });
        if (fault !== "cannot be closed twice") expect((error as Error).cause).toBeUndefined();
      });
});

it("has a planted fault for every check", () => {
  const elsewhere = [
    "predicts the same in a new process",
    "trains alike in a new process",
    "has no field that gives the label away",
  ];
  expect(
    modelChecks(cut, cutSamples)
      .map(({ name }) => name)
      .filter((name) => !faults[name] && !elsewhere.includes(name)),
  ).toEqual([]);
});
