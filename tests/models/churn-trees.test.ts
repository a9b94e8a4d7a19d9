import { labeledSamplesOf, newRun } from "@tandem/core";
import { evaluate, summarize } from "@tandem/evaluation";
import { churnTrees } from "@tandem/model-churn-trees";
import { labeledCsv } from "@tandem/testkit";
import { expect, it } from "vitest";
import folds from "../../packages/models/churn-trees/test/fixtures/folds.json" with { type: "json" };

const all = labeledSamplesOf(labeledCsv(churnTrees, "examples/data/churn.csv", "churn"));

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
