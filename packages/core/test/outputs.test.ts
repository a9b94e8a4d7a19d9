import {
  Classifier,
  jsonCodec,
  newRun,
  predictionsOf,
  Regressor,
  sortedClasses,
  type Label,
  type ProbabilityRows,
} from "@tandem/core";
import { describe, expect, it } from "vitest";

class Given extends Classifier<readonly number[], Label, ProbabilityRows> {
  readonly codec = jsonCodec<never>() as never;
  constructor(readonly given: readonly Label[]) {
    super();
  }
  protected classes() {
    return this.given;
  }
  protected train() {
    return [];
  }
  protected probabilities(rows: ProbabilityRows) {
    return rows;
  }
}
const predict = async (classes: readonly Label[], rows: ProbabilityRows, count = 2) => {
  const model = new Given(classes);
  const features = Array.from({ length: count }, (_, at) => at);
  const fitted = await Object.assign(model, { train: () => rows }).fit(
    { sampleIds: ["a", "b"].slice(0, count), features, labels: ["x", "y"].slice(0, count) },
    newRun(),
  );
  return fitted.predict({ sampleIds: ["a", "b"].slice(0, count), features });
};

describe("a classifier", () => {
  it.each<[string, readonly Label[], string]>([
    ["words", ["x", "x", "x"], "x"],
    ["numbers", [0], "0"],
    ["booleans", [true, true], "true"],
  ])("refuses one class of %s, and goes on from an estimator with it", async (_, labels, found) => {
    const features = labels.map((_label, at) => at);
    const data = { sampleIds: features.map(String), features, labels };
    const model = new Given(["x", "y"]);
    await expect(model.fit(data, newRun())).rejects.toMatchObject({
      code: "dataset/one-class",
      details: { model: "Given", found },
      message: expect.stringContaining(`all labels are ${found}; a classifier needs at least two classes`) as string,
    });
    expect((await model.fit(data, newRun(), { previous: [] })).classes).toEqual(["x", "y"]);
  });

  it.each([
    ["one number a row", Float64Array.of(0.25, 0.75)],
    ["single precision", Float32Array.of(0.25, 0.75)],
    ["rows in one array", Float64Array.of(0.75, 0.25, 0.25, 0.75)],
    [
      "an array a row",
      [
        [0.75, 0.25],
        [0.25, 0.75],
      ],
    ],
  ])("takes %s", async (_, rows) => {
    const made = await predict(["no", "yes"], rows);
    expect([...made]).toEqual([
      { id: "a", label: "no", probability: 0.75, probabilities: [0.75, 0.25] },
      { id: "b", label: "yes", probability: 0.75, probabilities: [0.25, 0.75] },
    ]);
    expect([made.column("label"), made.column("probability"), made.column("probabilities")]).toEqual([
      ["no", "yes"],
      Float64Array.of(0.75, 0.75),
      [
        [0.75, 0.25],
        [0.25, 0.75],
      ],
    ]);
  });
  it.each([0, -0, 1, 0.5, 0.5 + 2 ** -53, 0.5 - 2 ** -54, 1e-300, 1 - 2 ** -53, 0.1, Math.fround(0.7)])(
    "gives the same for the second class's %d as for both probabilities",
    async (p) => {
      const both = await predict(["no", "yes"], Float64Array.of(1 - p, p, 1 - p, p));
      const one = await predict(["no", "yes"], Float64Array.of(p, p));
      expect([...one]).toEqual([...both]);
      for (const field of ["label", "probability", "probabilities"] as const)
        expect(one.column(field)).toEqual(both.column(field));
    },
  );
  it("keeps what it predicted where the model uses its array again", async () => {
    const rows = Float64Array.of(0.25, 0.75);
    const made = await predict(["no", "yes"], rows);
    rows.fill(1);
    expect(made.column("label")).toEqual(["no", "yes"]);
    expect(made.at(0).probabilities).toEqual([0.75, 0.25]);
  });
  it.each([-1e-9, 1 + 1e-9, NaN, Infinity])("refuses %d for the second of two classes", async (p) => {
    await expect(predict(["no", "yes"], Float64Array.of(0.5, p))).rejects.toMatchObject({
      code: "model/bad-output",
      details: { reason: expect.stringContaining("in row 1; it must lie in [0, 1]") as unknown },
    });
  });
  it("prefers the first among equals and knows classes of numbers and booleans", async () => {
    expect(
      (
        await predict(
          [1, 2, 3],
          [
            [0.4, 0.2, 0.4],
            [0.2, 0.4, 0.4],
          ],
        )
      ).column("label"),
    ).toEqual(Float64Array.of(1, 2));
    expect((await predict([false, true], Float64Array.of(0.5, 0.6))).column("label")).toEqual([false, true]);
  });
  it.each([
    ["unsorted classes", ["yes", "no"], Float64Array.of(0, 1), "they must be distinct and sorted"],
    ["repeated classes", ["a", "a"], Float64Array.of(0, 1), "they must be distinct and sorted"],
    ["NaN", ["a", "b"], Float64Array.of(NaN, 1), "probability NaN for class a in row 0"],
    [
      "a negative",
      ["a", "b"],
      [
        [1.5, -0.5],
        [1, 0],
      ],
      "probability 1.5 for class a in row 0",
    ],
    [
      "sums other than 1",
      ["a", "b"],
      [
        [1, 0],
        [0.5, 0.4],
      ],
      "sum to 0.9 in row 1",
    ],
    ["too few rows", ["a", "b", "c"], [[1, 0, 0]], "1 rows of probabilities for 2 samples"],
    [
      "too few classes",
      ["a", "b", "c"],
      [
        [1, 0],
        [1, 0],
      ],
      "2 probabilities in row 0 for 3 classes",
    ],
    [
      "an array of no fitting length",
      ["a", "b", "c"],
      new Float64Array(5),
      "5 probabilities for 2 samples of 3 classes",
    ],
  ] as const)("refuses %s", async (_, classes, rows, reason) => {
    await expect(predict(classes, rows as ProbabilityRows)).rejects.toMatchObject({
      code: "model/bad-output",
      details: { model: "Given", reason: expect.stringContaining(reason) as unknown },
    });
  });
  it("has no other columns", async () => {
    const made = await predict(["no", "yes"], Float64Array.of(0.25, 0.75));
    expect(() => made.column("labels" as "label")).toThrowError(
      expect.objectContaining({ code: "samples/no-such-field" }),
    );
    expect(() => made.at(2)).toThrowError(expect.objectContaining({ code: "samples/row-out-of-range" }));
  });
  it("sorts classes by value", () => {
    expect([sortedClasses([10, 9, 10]), sortedClasses(["b", "B", "a"]), sortedClasses([true, false])]).toEqual([
      [9, 10],
      ["B", "a", "b"],
      [false, true],
    ]);
  });
});

class Values extends Regressor<readonly number[], null> {
  readonly codec = jsonCodec<null>();
  protected train() {
    return null;
  }
  protected values(_: null, features: readonly number[]) {
    return features;
  }
}
describe("a regressor", () => {
  const predicted = async (features: readonly number[], ids = features.map(String)) =>
    (await new Values().restore({ json: null })).predict({ sampleIds: ids, features });
  it("takes any numbers", async () => expect((await predicted([1, 2])).column("label")).toEqual(Float64Array.of(1, 2)));
  it.each([NaN, Infinity])("refuses %d", async (value) => {
    await expect(predicted([0, value])).rejects.toMatchObject({
      code: "model/bad-output",
      details: { reason: `${value} for row 1; predictions must be finite` },
    });
  });
  it("refuses features of another length", async () => {
    await expect(predicted([1], ["a", "b"])).rejects.toMatchObject({ code: "dataset/misaligned" });
  });
});

describe("predictions", () => {
  it("of rows give columns", () => {
    const made = predictionsOf(
      ["a", "b"],
      [
        { n: 1, s: "x" },
        { n: null as never, s: "y" },
      ],
    );
    expect([made.column("n"), made.column("s"), made.at(1)]).toEqual([
      Float64Array.of(1, NaN),
      ["x", "y"],
      { id: "b", n: null, s: "y" },
    ]);
  });
  it("refuse another number of outcomes and columns of unequal length", () => {
    expect(() => predictionsOf(["a"], [])).toThrowError(expect.objectContaining({ code: "model/bad-output" }));
    expect(() =>
      predictionsOf<{ a: number; b: number }>(["a"], { a: Float64Array.of(1), b: new Float64Array(2) }),
    ).toThrow('column "b" of 2 values beside 1');
  });
});
