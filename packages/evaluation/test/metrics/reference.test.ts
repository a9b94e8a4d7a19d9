import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brier,
  calibrationCurve,
  classScores,
  cohenKappa,
  confusionMatrix,
  f1,
  fBeta,
  logLoss,
  mae,
  mape,
  matthews,
  maxError,
  medianAbsoluteError,
  mse,
  multiclassAveragePrecision,
  multiclassRocAuc,
  pinball,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  rmse,
  rocAuc,
  rocCurve,
} from "@tandem/evaluation";
import { expectClose } from "../fixtures/close.ts";

type Averages = Record<"macro" | "weighted" | "micro", number>;
type Scores = Record<"precision" | "recall" | "f1", number>;
interface Fixtures {
  readonly binary: {
    name: string;
    labels: string[];
    predicted: string[];
    scores: number[];
    weights: number[] | null;
    expected: Record<string, unknown>;
  }[];
  readonly multiclass: {
    name: string;
    classes: (string | number)[];
    labels: (string | number)[];
    predicted: (string | number)[];
    probabilities: number[][];
    weights: number[] | null;
    expected: Record<string, unknown> & {
      ovr: Averages;
      ovo?: Averages;
      ap: Averages;
      macro: Scores;
      micro: Scores;
      weighted: Scores;
      classes: Scores[];
    };
  }[];
  readonly regression: {
    name: string;
    labels: number[];
    predicted: number[];
    weights: number[] | null;
    expected: Record<string, number> & { pinball: Record<string, number> };
  }[];
}
const fixtures = JSON.parse(readFileSync(new URL("../fixtures/metrics.json", import.meta.url), "utf8")) as Fixtures;
const named = <T extends { name: string }>(list: readonly T[]) => list.map((one) => [one.name, one] as const);

describe("binary metrics agree with scikit-learn to 1e-12", () => {
  it.each(named(fixtures.binary))("%s", (_, { labels, predicted, scores, weights: given, expected }) => {
    const weights = given ?? undefined;
    const decided = {
      accuracy,
      balancedAccuracy,
      mcc: matthews,
      kappa: cohenKappa,
      precision,
      recall,
      f1,
      f2: (y: string[], p: string[], o: object) => fBeta(y, p, 2, o),
    };
    for (const [name, metric] of Object.entries(decided))
      expectClose(metric(labels, predicted, { weights, classes: ["no", "yes"] }), expected[name], name);
    const scored = { logLoss, brier, rocAuc, prAuc: averagePrecision };
    for (const [name, metric] of Object.entries(scored))
      expectClose(metric(labels, scores, { weights }), expected[name], name);
    expectClose(
      confusionMatrix(labels, predicted, { weights, classes: ["no", "yes"] }).counts,
      expected["confusion"],
      "confusion",
    );
    const [fpr, tpr, thresholds] = expected["roc"] as number[][];
    const roc = rocCurve(labels, scores, { weights });
    expectClose(roc.falsePositiveRate, fpr, "fpr");
    expectClose(roc.truePositiveRate, tpr, "tpr");
    expectClose(roc.thresholds, thresholds, "thresholds");
    for (const [name, dropCollinear] of [
      ["pr", false],
      ["prDropped", true],
    ] as const) {
      const curve = precisionRecallCurve(labels, scores, { weights, dropCollinear });
      const [p, r, t] = expected[name] as number[][];
      expectClose(curve.precision, p, "precisions");
      expectClose(curve.recall, r, "recalls");
      expectClose(curve.thresholds, t, "thresholds");
    }
    for (const strategy of ["uniform", "quantile"] as const) {
      const wanted = expected[`calibration_${strategy}`] as number[][] | undefined;
      if (!wanted) continue;
      const curve = calibrationCurve(labels, scores, { bins: 7, strategy });
      expectClose(curve.predicted, wanted[0], "predicted");
      expectClose(curve.observed, wanted[1], "observed");
    }
  });
});

describe("multi-class metrics agree with scikit-learn to 1e-12", () => {
  it.each(named(fixtures.multiclass))(
    "%s",
    (_, { classes, labels, predicted, probabilities, weights: given, expected }) => {
      const weights = given ?? undefined;
      const options = { weights, classes };
      for (const [name, metric] of Object.entries({ accuracy, balancedAccuracy, mcc: matthews, kappa: cohenKappa }))
        expectClose(metric(labels, predicted, options), expected[name], name);
      for (const [name, metric] of Object.entries({ logLoss, brier })) {
        expectClose(metric(labels, probabilities, options), expected[name], name);
        expectClose(
          metric(labels, Float64Array.from(probabilities.flat()), options),
          expected[name],
          `${name} of a flat array`,
        );
      }
      expectClose(confusionMatrix(labels, predicted, options).counts, expected["confusion"], "confusion");
      classScores(labels, predicted, options).forEach((score, code) => {
        for (const key of ["precision", "recall", "f1"] as const)
          expectClose(score[key], expected.classes[code]![key], `${key} of ${score.label}`);
      });
      for (const average of ["macro", "micro", "weighted"] as const) {
        for (const [name, metric] of Object.entries({ precision, recall, f1 }))
          expectClose(
            metric(labels, predicted, { ...options, average }),
            expected[average][name as "f1"],
            `${average} ${name}`,
          );
        expectClose(
          multiclassRocAuc(labels, probabilities, { ...options, average }),
          expected.ovr[average],
          `${average} rest`,
        );
        expectClose(
          multiclassAveragePrecision(labels, probabilities, { ...options, average }),
          expected.ap[average],
          `${average} precision`,
        );
      }
      for (const average of ["macro", "weighted"] as const)
        if (expected.ovo)
          expectClose(
            multiclassRocAuc(labels, probabilities, { ...options, average, against: "pairs" }),
            expected.ovo[average],
            `${average} pairs`,
          );
    },
  );
});

describe("regression metrics agree with scikit-learn to 1e-12", () => {
  it.each(named(fixtures.regression))("%s", (_, { labels, predicted, weights: given, expected }) => {
    const weights = given ?? undefined;
    const all = { mae, mse, rmse, r2, mape, medianAe: medianAbsoluteError, maxError };
    for (const [name, metric] of Object.entries(all))
      if (name in expected) expectClose(metric(labels, predicted, { weights }), expected[name], name);
    for (const [quantile, wanted] of Object.entries(expected.pinball))
      expectClose(pinball(labels, predicted, Number(quantile), { weights }), wanted, `pinball ${quantile}`);
  });
  it("covers every metric", () =>
    expect(Object.keys(fixtures.regression[0]!.expected).sort()).toEqual([
      "mae",
      "mape",
      "maxError",
      "medianAe",
      "mse",
      "pinball",
      "r2",
      "rmse",
    ]));
});
