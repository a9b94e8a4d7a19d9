import { describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import {
  accuracy,
  averagePrecision,
  brier,
  calibrationCurve,
  calibrationError,
  confusionMatrix,
  f1,
  fBeta,
  logLoss,
  mae,
  multiclassRocAuc,
  pinball,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  rocAuc,
  rocCurve,
} from "@tandem/evaluation";

function failure(action: () => unknown): TandemError {
  try {
    action();
  } catch (error) {
    if (TandemError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing thrown");
}
const nothing: string[] = [];
const ab = ["a", "b"];

describe("what no metric can be made of", () => {
  it.each([
    ["no samples", () => accuracy(nothing, nothing), "metric/too-few"],
    ["no probabilities", () => logLoss(nothing, []), "metric/too-few"],
    ["no numbers", () => mae([], []), "metric/too-few"],
    ["r2 of one", () => r2([1], [1]), "metric/too-few"],
    ["lengths that differ", () => accuracy(ab, ["a"]), "metric/misaligned"],
    ["too few scores", () => rocAuc(ab, [0.1]), "metric/misaligned"],
    ["too few weights", () => mae([1, 2], [1, 2], { weights: [1] }), "metric/misaligned"],
    ["a NaN label", () => mae([1, NaN], [1, 2]), "metric/bad-value"],
    ["an infinite prediction", () => mae([1, 2], [1, Infinity]), "metric/bad-value"],
    ["a NaN score", () => rocAuc(ab, [0.1, NaN]), "metric/bad-value"],
    ["a NaN weight", () => rocAuc(ab, [0.1, 0.2], { weights: [1, NaN] }), "metric/bad-value"],
    ["a negative weight", () => accuracy(ab, ab, { weights: [1, -1] }), "metric/bad-value"],
    ["a null label", () => accuracy(["a", null as unknown as string], ab), "metric/bad-value"],
    ["a NaN class", () => confusionMatrix([1, NaN], [1, 2]), "metric/bad-value"],
    ["a probability above 1", () => brier(ab, [0.5, 1.5]), "metric/bad-value"],
    ["a probability below 0", () => calibrationCurve(ab, [0.5, -0.1]), "metric/bad-value"],
    [
      "rows that don't sum to 1",
      () =>
        logLoss(ab, [
          [0.5, 0.5],
          [0.5, 0.4],
        ]),
      "metric/bad-value",
    ],
    ["a ragged row", () => logLoss(ab, [[0.5, 0.5], [1]]), "metric/bad-value"],
    ["no weight at all", () => mae([1, 2], [1, 2], { weights: [0, 0] }), "metric/no-weight"],
    ["a label of no class", () => accuracy(ab, ["a", "c"], { classes: ab }), "metric/unknown-label"],
    [
      "a label without probability",
      () =>
        logLoss(
          ["a", "b", "c"],
          [
            [0.5, 0.5],
            [0.5, 0.5],
            [0.5, 0.5],
          ],
          { classes: ab },
        ),
      "metric/unknown-label",
    ],
    ["AUC of one class", () => rocAuc([1, 1, 1], [0.1, 0.2, 0.3]), "metric/one-class"],
    [
      "AUC of one class with weight",
      () => rocAuc([0, 1, 1], [0.1, 0.2, 0.3], { weights: [0, 1, 1] }),
      "metric/one-class",
    ],
    ["a curve of one class", () => rocCurve([false, false], [0.1, 0.2]), "metric/one-class"],
    ["average precision without positives", () => averagePrecision([0, 0], [0.1, 0.2]), "metric/one-class"],
    ["a curve without positives", () => precisionRecallCurve(ab, [0.1, 0.2], { positive: "c" }), "metric/one-class"],
    [
      "a class that never occurs, against the rest",
      () =>
        multiclassRocAuc(
          ab,
          [
            [0.2, 0.5, 0.3],
            [0.2, 0.5, 0.3],
          ],
          { classes: ["a", "b", "c"] },
        ),
      "metric/one-class",
    ],
    [
      "a class that never occurs, in pairs",
      () =>
        multiclassRocAuc(
          ab,
          [
            [0.2, 0.5, 0.3],
            [0.2, 0.5, 0.3],
          ],
          { classes: ["a", "b", "c"], against: "pairs" },
        ),
      "metric/one-class",
    ],
    [
      "micro pairs",
      () =>
        multiclassRocAuc(
          ab,
          [
            [0.5, 0.5],
            [0.5, 0.5],
          ],
          { against: "pairs", average: "micro" },
        ),
      "metric/bad-option",
    ],
    ["three classes and no positive", () => precision(["a", "b", "c"], ["a", "b", "c"]), "metric/bad-option"],
    [
      "one number for three classes",
      () => logLoss(["a", "b", "c"], [0.1, 0.2, 0.3], { positive: "a" }),
      "metric/bad-option",
    ],
    ["a class twice", () => accuracy(ab, ab, { classes: ["a", "b", "a"] }), "metric/bad-option"],
    ["a quantile above 1", () => pinball([1], [1], 1.1), "metric/bad-option"],
    ["a negative beta", () => fBeta(ab, ab, -1), "metric/bad-option"],
    ["no bins", () => calibrationError(ab, [0.1, 0.9], { bins: 0 }), "metric/bad-option"],
  ])("%s", (_, action, code) => {
    expect(failure(action).code).toBe(code);
  });
  it("says which metric, which row and what it is", () => {
    expect(failure(() => mae([1, 2, 3], [1, NaN, 3])).message).toBe(
      "mae: the prediction of row 1 is NaN, expected a finite number",
    );
    expect(failure(() => accuracy(ab, ["a", "c"], { classes: ab })).message).toBe(
      "accuracy: the prediction of row 1 is c, which is none of the classes a, b; list it in classes",
    );
  });
});

describe("what is defined by agreement", () => {
  it("is 0 where nothing was predicted or nothing is there to find", () => {
    expect(precision(ab, ["a", "a"])).toBe(0);
    expect(recall(["a", "a"], ab)).toBe(0);
    expect(f1(["a", "a"], ["a", "a"], { positive: "b" })).toBe(0);
  });
  it("takes 1, true or the later class as positive", () => {
    expect(rocAuc([0, 1], [0.2, 0.9])).toBe(1);
    expect(rocAuc([true, false], [0.9, 0.2])).toBe(1);
    expect(rocAuc(["no", "yes"], [0.2, 0.9])).toBe(1);
    expect(rocAuc(["no", "yes"], [0.2, 0.9], { positive: "no" })).toBe(0);
    expect(brier([1, 1], [0.5, 0.5])).toBe(0.25);
    expect(logLoss([0, 0], [0.25, 0.25])).toBeCloseTo(-Math.log(0.75), 15);
    expect(brier([false], [0.25])).toBe(0.0625);
  });
  it("counts constant scores as one tie", () => {
    expect(rocAuc([0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3])).toBe(0.5);
    expect(averagePrecision([0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3])).toBe(0.5);
  });
  it("ranks -0 and 0 as equal, by either sort", () => {
    for (const length of [4, 4096]) {
      const labels = Array.from({ length }, (_, row) => row % 2);
      expect(
        rocAuc(
          labels,
          labels.map((label) => (label ? -0 : 0)),
        ),
      ).toBe(0.5);
    }
  });
  it("measures calibration error by the bins' weight", () => {
    expect(calibrationError([0, 0, 1, 1], [0.25, 0.25, 0.75, 0.75], { bins: 2 })).toBe(0.25);
    expect(calibrationError([0, 1], [0.25, 0.75], { bins: 2, weights: [3, 0] })).toBe(0.25);
  });
});
