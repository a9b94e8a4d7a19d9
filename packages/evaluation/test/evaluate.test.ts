import { describe, expect, it } from "vitest";
import { classification, customTask, predictionsOf, regression, TandemError, type Classified } from "@tandem/core";
import { brier, evaluate, higherIsBetter, logLoss, mae, multiclassRocAuc, rocAuc, summarize } from "@tandem/evaluation";

const ids = (length: number) => Array.from({ length }, (_, i) => String(i));
function classified<L extends string>(classes: readonly L[], rows: readonly (readonly number[])[]) {
  const outcomes = rows.map((probabilities): Classified<L> => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    return { label: classes[best]!, probability: probabilities[best]!, probabilities };
  });
  return predictionsOf<Classified<L>>(ids(rows.length), outcomes);
}

describe("evaluate", () => {
  const yes = classification({ positive: "yes" as "yes" | "no" });
  const labels = ["no", "yes", "no", "yes", "no"] as const;
  const scores = [0.1, 0.8, 0.6, 0.4, 0.2];
  const predictions = classified(
    ["no", "yes"],
    scores.map((p) => [1 - p, p]),
  );

  it("judges a classifier by its positive class", () => {
    const metrics = evaluate(yes, predictions, labels);
    expect(Object.keys(metrics)).toEqual([
      "accuracy",
      "balancedAccuracy",
      "precision",
      "recall",
      "f1",
      "mcc",
      "logLoss",
      "brier",
      "rocAuc",
      "prAuc",
    ]);
    expect(metrics).toMatchObject({ accuracy: 0.6, precision: 0.5, recall: 0.5, rocAuc: rocAuc(labels, scores) });
    expect(metrics["logLoss"]).toBe(logLoss(labels, scores));
    expect(metrics["brier"]).toBe(brier(labels, scores));
  });
  it("takes the other class as positive when the task says so", () => {
    const metrics = evaluate(classification({ positive: "no" as "yes" | "no" }), predictions, labels);
    expect(metrics["rocAuc"]).toBe(
      rocAuc(
        labels,
        scores.map((p) => 1 - p),
        { positive: "no" },
      ),
    );
    expect(metrics["recall"]).toBeCloseTo(2 / 3, 15);
  });
  it("counts weights", () => {
    expect(evaluate(yes, predictions, labels, { weights: [0, 1, 0, 0, 1] })).toMatchObject({ accuracy: 1, rocAuc: 1 });
  });
  it("leaves out what one class can't give", () => {
    const one = evaluate(yes, predictions, ["no", "no", "no", "no", "no"]);
    expect(one).not.toHaveProperty("rocAuc");
    expect(one).not.toHaveProperty("prAuc");
    expect(one["accuracy"]).toBe(0.6);
  });
  it("averages over classes without a positive one", () => {
    const rows = [
      [0.6, 0.3, 0.1],
      [0.2, 0.5, 0.3],
      [0.1, 0.2, 0.7],
      [0.3, 0.3, 0.4],
    ];
    const metrics = evaluate(classification<string>(), classified(["a", "b", "c"], rows), ["a", "b", "c", "a"]);
    expect(metrics["rocAuc"]).toBe(multiclassRocAuc(["a", "b", "c", "a"], rows));
    expect(metrics["recall"]).toBeCloseTo((0.5 + 1 + 1) / 3, 15);
  });
  it("knows a class that the fold's labels lack by its predictions or by `classes`", () => {
    const rows = [
      [0.6, 0.3, 0.1],
      [0.2, 0.5, 0.3],
    ];
    const task = classification<string>();
    expect(
      evaluate(task, classified(["a", "b", "c"], rows), ["a", "b"], { classes: ["a", "b", "c"] })["logLoss"],
    ).toBeCloseTo(-(Math.log(0.6) + Math.log(0.5)) / 2, 14);
    expect(() => evaluate(task, classified(["a", "b", "c"], rows), ["a", "b"])).toThrow(
      /the 3 classes that the model was trained on/,
    );
  });
  it("takes classes in any order, as long as it is that of the probabilities", () => {
    const found = classified(
      ["b", "a"],
      [
        [0.9, 0.1],
        [0.2, 0.8],
        [0.3, 0.7],
      ],
    );
    expect(evaluate(classification({ positive: "b" }), found, ["b", "a", "a"], { classes: ["b", "a"] })).toMatchObject({
      accuracy: 1,
      rocAuc: 1,
    });
  });
  it("gives a class that the model never saw probability 0", () => {
    const metrics = evaluate(
      classification<string>(),
      classified(
        ["a", "b"],
        [
          [0.9, 0.1],
          [0.2, 0.8],
          [0.4, 0.6],
        ],
      ),
      ["a", "b", "c"],
      { classes: ["a", "b"] },
    );
    expect(metrics["accuracy"]).toBeCloseTo(2 / 3, 15);
    expect(metrics["logLoss"]).toBeGreaterThan(10);
  });
  it("judges a classifier of one class", () => {
    const metrics = evaluate(classification<string>(), classified(["a"], [[1], [1]]), ["a", "a"]);
    expect(metrics).toMatchObject({ accuracy: 1, balancedAccuracy: 1, f1: 1 });
    expect(metrics).not.toHaveProperty("logLoss");
  });
  it("judges a regressor, without MAPE where a label is 0", () => {
    const found = predictionsOf(ids(3), [{ label: 1 }, { label: 2 }, { label: 4 }]);
    const metrics = evaluate(regression(), found, Float64Array.of(0, 2, 3));
    expect(Object.keys(metrics)).toEqual(["mae", "rmse", "r2", "medianAe", "bias"]);
    expect(metrics["mae"]).toBe(mae([0, 2, 3], [1, 2, 4]));
    expect(evaluate(regression(), found, Float64Array.of(1, 2, 3))["mape"]).toBeCloseTo(1 / 9, 15);
  });
  it("asks a custom task", () => {
    const task = customTask<string, { label: string }>("hits", (found, known) => ({
      hits: known.filter((label, row) => found.at(row).label === label).length,
    }));
    expect(evaluate(task, predictionsOf(ids(2), [{ label: "a" }, { label: "b" }]), ["a", "a"])).toEqual({ hits: 1 });
  });
  it("refuses predictions of another length", () => {
    expect(() => evaluate(yes, predictions, ["no"])).toThrow(
      expect.toSatisfy((error) => TandemError.is(error, "metric/misaligned")),
    );
    expect(() => evaluate(regression(), predictionsOf([], []), new Float64Array())).toThrow(
      expect.toSatisfy((error) => TandemError.is(error, "metric/too-few")),
    );
  });
});

describe("summarize", () => {
  it("gives mean and sample standard deviation of each metric over the folds that have it", () => {
    expect(summarize([{ a: 1, b: 5 }, { a: 2 }, { a: 3 }])).toEqual({
      a: { mean: 2, sd: 1, folds: 3 },
      b: { mean: 5, sd: 0, folds: 1 },
    });
  });
  it("knows which way is better", () => {
    expect([higherIsBetter("rocAuc"), higherIsBetter("rmse"), higherIsBetter("profit")]).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});
