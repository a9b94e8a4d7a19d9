import { crossvalidateModel, createModel, predictWithModel } from "@tandem/app";
import { memoryStore } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { baseline, random } from "@tandem/model-baseline";
import { expect, it } from "vitest";

const applicants = () =>
  csvSource("examples/data/credit.csv", {
    schema: baseline.sample,
    label: { column: "Status", schema: baseline.label },
  }).read();

it("scores what knowing nothing scores", async () => {
  const { summary } = await crossvalidateModel(baseline, await applicants(), { folds: 5, parallel: false });
  expect(summary["rocAuc"]!.mean).toBe(0.5);
  expect(summary["accuracy"]!.mean).toBeCloseTo(0.718, 3);
});

it("stands in for any model: engineering cannot tell a random one", async () => {
  const samples = await applicants();
  const store = memoryStore();
  for (const model of [baseline, random]) {
    const { version } = await createModel(model, samples, { store, seed: 3 });
    const predictions = await predictWithModel(model, samples, { store, version });
    expect(predictions.ids).toEqual(samples.ids);
  }
  const { summary } = await crossvalidateModel(random, samples, { folds: 5, parallel: false });
  expect(Math.abs(summary["rocAuc"]!.mean - 0.5)).toBeLessThan(0.03);
});
