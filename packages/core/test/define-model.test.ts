import {
  classification,
  customTask,
  defineDataset,
  defineModel,
  jsonCodec,
  labeledSamplesOf,
  Model,
  newRun,
  regression,
  Regressor,
  samplesOf,
  type Artifact,
  type DenseMatrix,
  type LabeledDataset,
  type Run,
  type Schema,
  type TrainOptions,
} from "@tandem/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

interface Row {
  readonly x: number;
}
const Row = z.object({ x: z.number() });
const disposed: string[] = [];
const released: number[] = [];
const seen: TrainOptions<DenseMatrix, number, number>[] = [];

const dataset = defineDataset<Row, number>()({
  learn: (samples) => ({ mean: samples.numbers("x").reduce((sum, x) => sum + x, 0) / samples.length }),
  features: (samples, { mean }) => ({
    rows: samples.length,
    columns: 1,
    data: samples.numbers("x").map((x) => x - mean),
    dispose: () => void disposed.push(samples.ids.join()),
  }),
});
class Offset extends Regressor<DenseMatrix, number> {
  readonly codec = jsonCodec<number>("offset@1");
  protected train(
    { labels }: LabeledDataset<DenseMatrix, number>,
    run: Run,
    options: TrainOptions<DenseMatrix, number, number>,
  ): number {
    seen.push(options);
    run.progress(1, 2);
    run.signal.throwIfAborted();
    if (labels[0] === -1) throw new Error("cannot learn this");
    return (options.previous ?? 0) + labels.reduce((sum, y) => sum + y, 0) / labels.length;
  }
  protected values(offset: number, { data }: DenseMatrix) {
    return data.map((x) => x + offset);
  }
  protected override release(offset: number) {
    released.push(offset);
  }
}
const define = (change: object = {}) =>
  defineModel({
    name: "offset",
    task: regression(),
    sample: Row,
    label: z.number(),
    dataset,
    model: () => new Offset(),
    ...change,
  });
const offset = define();
const samples = (...xs: number[]) => labeledSamplesOf(xs.map((x, at) => ({ id: `s${at}`, data: { x }, label: x })));
const fail = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) as unknown }) as unknown;

describe("definitions", () => {
  it.each(["", "Upper", "1a", "a_b", "a/b", "a".repeat(65)])("refuse the name %o", (name) => {
    expect(() => define({ name })).toThrowError(fail("model/bad-definition", { name }));
  });
  it("ask a custom task for its outcome schema", () => {
    expect(() => define({ task: customTask("rank", () => ({})) })).toThrowError(
      fail("model/bad-definition", { reason: "a custom task needs an outcome schema" }),
    );
  });
  it("give traits, module and outcome schema", () => {
    const made = define({ traits: { deterministic: false }, module: "file:///x.js" });
    expect([made.traits, made.module]).toEqual([{ rowIndependent: true, deterministic: false }, "file:///x.js"]);
    expect(made.outcome["~standard"].validate({ label: 1 })).toEqual({ value: { label: 1 } });
    expect(made.outcome["~standard"].validate({ label: NaN })).toHaveProperty("issues");
  });
});

describe("training", () => {
  it("features the validation part by what was learned from the training part", async () => {
    await offset.train(samples(1, 3), newRun(), { validation: samples(10) });
    const { validation } = seen.at(-1)!;
    expect([validation?.features.data, validation?.labels]).toEqual([Float64Array.of(8), Float64Array.of(10)]);
  });
  it("goes on from a previous model and keeps its dataset's state", async () => {
    const first = await (await offset.train(samples(1, 3))).toArtifact();
    const second = await offset.train(samples(100, 200), newRun(), { previous: first });
    expect(seen.at(-1)!.previous).toBe(2);
    expect(await second.toArtifact()).toMatchObject({ state: { json: { mean: 2 } }, estimator: { json: 152 } });
  });
  it("disposes of features and closes the previous model, also where it fails", async () => {
    const previous = await (await offset.train(samples(1, 3))).toArtifact();
    [disposed.length, released.length] = [0, 0];
    await expect(offset.train(samples(-1, -1), newRun(), { previous, validation: samples(5) })).rejects.toThrow(
      "cannot learn this",
    );
    expect([disposed, released]).toEqual([["s0,s1", "s0"], [2]]);
  });
  it("says run/aborted with the reason, and keeps nothing open", async () => {
    const controller = new AbortController();
    const run = newRun({ signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) });
    await expect(offset.train(samples(1), run)).rejects.toThrowError(
      fail("run/aborted", { what: "training offset", reason: "enough" }),
    );
    const late = new AbortController();
    class Late extends Offset {
      protected override train(...all: Parameters<Offset["train"]>): number {
        const made = super.train(...all);
        late.abort("too late");
        return made;
      }
    }
    released.length = 0;
    await expect(
      define({ model: () => new Late() }).train(samples(4), newRun({ signal: late.signal })),
    ).rejects.toThrowError(fail("run/aborted", { reason: "too late" }));
    expect(released).toEqual([4]);
  });
  it("refuses no samples and features that miss rows", async () => {
    await expect(offset.train(samples())).rejects.toThrowError(fail("dataset/empty", { model: "offset" }));
    const short = define({ dataset: defineDataset<Row, number>()({ features: () => new Float64Array(1) }) });
    await expect(short.train(samples(1, 2))).rejects.toThrowError(fail("dataset/misaligned", { ids: 2, rows: 1 }));
  });
  it("types columns by the schema, also for a field that it leaves open", async () => {
    const Open = z.object({ x: z.number(), any: z.union([z.string(), z.number()]).nullish() });
    const open = define({
      sample: Open,
      dataset: defineDataset<z.infer<typeof Open>, number>()({ features: (given) => given.column("any") }),
      model: () => new Constant(),
    });
    const model = await open.train(samples(1, 2));
    expect([...(await model.predict(samplesOf([{ id: "a", data: { x: 1 } }])))]).toEqual([{ id: "a", label: 0 }]);
  });
});

class Constant extends Regressor<readonly unknown[], null> {
  readonly codec = jsonCodec<null>();
  protected train() {
    return null;
  }
  protected values(_: null, features: readonly unknown[]) {
    return new Float64Array(features.length);
  }
}

it("trains unsupervised on plain samples", async () => {
  class Centre extends Model<DenseMatrix, never, { distance: number }, number> {
    readonly codec = jsonCodec<number>("centre@1");
    protected train({ features, labels }: LabeledDataset<DenseMatrix, never>) {
      expect(labels).toEqual([]);
      return features.data.reduce((sum, x) => sum + x, 0) / features.rows;
    }
    protected infer(centre: number, { data }: DenseMatrix) {
      return Array.from(data, (x) => ({ distance: Math.abs(x - centre) }));
    }
  }
  const plain = defineDataset<Row>()({
    features: (given): DenseMatrix => ({ rows: given.length, columns: 1, data: given.numbers("x") }),
  });
  const outcome = z.object({ distance: z.number() });
  const task = customTask<never, { distance: number }>("distance", (predictions) => ({
    mean: predictions.at(0).distance,
  }));
  const centre = defineModel({
    name: "centre",
    task,
    sample: Row,
    label: z.never() as Schema<never>,
    outcome,
    dataset: plain,
    model: () => new Centre(),
  });
  const model = await centre.train(
    samplesOf([
      { id: "a", data: { x: 1 } },
      { id: "b", data: { x: 3 } },
    ]),
  );
  expect((await model.predict(samplesOf([{ id: "c", data: { x: 5 } }]))).column("distance")).toEqual(
    Float64Array.of(3),
  );
});

describe("restoring", () => {
  const artifact = async () => (await offset.train(samples(1, 3))).toArtifact();
  it.each([
    ["model", { model: "other" }, "artifact/incompatible"],
    ["estimator format", { format: "offset@2" }, "artifact/incompatible"],
    ["state format", { stateFormat: "json@2" }, "artifact/incompatible"],
    ["contract", { contract: 2 }, "artifact/incompatible"],
  ] satisfies [string, Partial<Artifact>, string][])("refuses another %s", async (what, change, code) => {
    await expect(offset.restore({ ...(await artifact()), ...change })).rejects.toThrowError(fail(code, { what }));
  });
  it("says what cannot be decoded", async () => {
    const broken = define({
      model: () =>
        Object.assign(new Offset(), {
          codec: {
            ...jsonCodec("offset@1"),
            decode: () => {
              throw new Error("no weights");
            },
          },
        }),
    });
    await expect(broken.restore(await artifact())).rejects.toThrowError(
      fail("artifact/corrupt", { reason: "its estimator cannot be decoded: no weights" }),
    );
  });
});

describe("a trained model", () => {
  it("is closed once and for all", async () => {
    const model = await offset.train(samples(1, 3));
    released.length = 0;
    await Promise.all([model.close(), model.close()]);
    expect(released).toEqual([2]);
    for (const use of [() => model.predict(samples(1)), () => model.predict(samples()), () => model.toArtifact()])
      await expect(use()).rejects.toThrowError(fail("model/closed"));
  });
  it("says that it cannot explain", async () => {
    const model = await offset.train(samples(1, 3));
    await expect(model.explain(samples(1))).rejects.toThrowError(fail("model/no-explanation"));
  });
  it("refuses a state or an estimator that JSON would change", async () => {
    const nan = define({
      dataset: defineDataset<Row, number>()({
        learn: () => ({ mean: NaN }),
        features: (given) => ({ rows: given.length, columns: 1, data: given.numbers("x") }),
      }),
    });
    await expect((await nan.train(samples(1))).toArtifact()).rejects.toThrowError(
      fail("json/not-representable", { path: "$.mean" }),
    );
  });
});

it("derives schemas of classified outcomes", () => {
  const yes = defineModel({
    name: "yes",
    task: classification() as never,
    sample: Row,
    label: z.enum(["no", "yes"]),
    dataset: dataset as never,
    model: () => new Offset() as never,
  });
  const problem = (value: unknown) =>
    yes.outcome["~standard"].validate(value) as { issues?: readonly { message: string }[] };
  expect(problem({ label: "yes", probability: 0.5, probabilities: [0.5, 0.5] }).issues).toBeUndefined();
  expect(problem({ label: "yes", probability: 2, probabilities: [] }).issues![0]!.message).toMatch(
    "probability must be",
  );
  expect(problem({ label: "yes", probability: 1, probabilities: "no" }).issues![0]!.message).toMatch(
    "probabilities must be",
  );
  expect(problem(null).issues![0]!.message).toMatch("must be an object");
});
