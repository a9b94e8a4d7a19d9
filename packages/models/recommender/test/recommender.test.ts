import { labeledSamplesOf, newRun, samplesOf } from "@tandem/core";
import { recommender } from "@tandem/model-recommender";
import { testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";
import { baskets } from "./baskets.ts";

testModelPackage(recommender, baskets(150));

it("finds what customers of a taste want, twice as well as by popularity", async () => {
  const model = await recommender.train(labeledSamplesOf(baskets(400)), newRun());
  const fresh = baskets(200, 2);
  const predictions = await model.predict(samplesOf(fresh));
  await model.close();
  const labels = fresh.map(({ label }) => label);
  const { task } = recommender;
  if (task.kind !== "custom") throw new Error("recommending is a task of its own");
  expect(task.score(predictions, labels)["recallAtK"]).toBeGreaterThan(2 * (10 / 50));
  for (const [row, { items }] of [...predictions].entries()) {
    expect(items).toHaveLength(10);
    expect(items.filter((item) => fresh[row]!.data.items!.includes(item))).toEqual([]);
  }
});
