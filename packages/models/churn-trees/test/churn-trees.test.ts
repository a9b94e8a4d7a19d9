import { newRun } from "@tandem/core";
import { evaluate, summarize } from "@tandem/evaluation";
import { churnTrees } from "@tandem/model-churn-trees";
import { testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";
import { customers } from "./customers.ts";
import folds from "./fixtures/folds.json" with { type: "json" };

const all = customers();
const few = all.select(Array.from({ length: 300 }, (_, i) => i));

testModelPackage(churnTrees, few);

it("says how much each field moved a prediction", async () => {
  const model = await churnTrees.train(few, newRun());
  const { features, contributions, base, outputs } = await model.explain(few);
  const predictions = await model.predict(few);
  await model.close();
  expect(outputs).toBe(1);
  for (let row = 0; row < few.length; row++) {
    const score = contributions
      .subarray(row * features.length, (row + 1) * features.length)
      .reduce((sum, part) => sum + part, base[0]!);
    expect(1 / (1 + Math.exp(-score))).toBeCloseTo(predictions.at(row).probabilities[1]!, 9);
  }
});

it("tells who leaves as well as scikit-learn's boosting does, on its folds", async () => {
  const scores = [];
  for (const fold of [0, 1, 2, 3, 4]) {
    const rows = (held: boolean) => folds.fold.flatMap((of, row) => ((of === fold) === held ? [row] : []));
    const model = await churnTrees.train(all.select(rows(false)), newRun());
    const held = all.select(rows(true));
    scores.push(evaluate(churnTrees.task, await model.predict(held), held.labels));
    await model.close();
  }
  const summary = summarize(scores);
  expect(summary["rocAuc"]!.mean).toBeGreaterThan(folds.rocAuc.mean - folds.rocAuc.sd);
  expect(summary["logLoss"]!.mean).toBeLessThan(folds.logLoss.mean + folds.logLoss.sd);
  expect(summary["accuracy"]!.mean).toBeGreaterThan(folds.accuracy.mean - folds.accuracy.sd);
});
