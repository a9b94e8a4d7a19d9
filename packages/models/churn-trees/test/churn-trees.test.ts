import { labeledSamplesOf, newRun } from "@tandem/core";
import { churnTrees } from "@tandem/model-churn-trees";
import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";

const customers = labeledCsv(churnTrees, new URL("../../../../examples/data/churn.csv", import.meta.url), "churn");
const few = labeledSamplesOf(customers.slice(0, 300));

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
