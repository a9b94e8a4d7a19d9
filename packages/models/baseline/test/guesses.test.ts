import { labeledSamplesOf, newRun } from "@tandem/core";
import { labeledCsv } from "@tandem/testkit";
import { expect, it } from "vitest";
import { baseline, random } from "../src/index.ts";

const file = new URL("../../../../examples/data/credit.csv", import.meta.url);
const samples = labeledSamplesOf(labeledCsv(baseline, file, "Status"));

it("knows nothing but how many are bad", async () => {
  const predictions = await (await baseline.train(samples)).predict(samples);
  const bad = samples.labels.filter((label) => label === "bad").length / samples.length;
  expect(predictions.at(0).label).toBe("good");
  expect(predictions.at(0).probabilities[0]).toBeCloseTo(bad, 12);
  expect(predictions.at(9).probabilities).toEqual(predictions.at(0).probabilities);
});

it("counts samples by their weights", async () => {
  const weighted = [...samples].map((sample) => ({ ...sample, weight: sample.label === "bad" ? 2 : 0 }));
  const model = await baseline.train(labeledSamplesOf(weighted));
  expect((await model.predict(samples)).at(0).probabilities).toEqual([1, 0]);
});

it("guesses at random, alike for a seed, otherwise for another", async () => {
  const guesses = async (seed: number) =>
    (await (await random.train(samples, newRun({ seed }))).predict(samples)).column("probability");
  const first = await guesses(1);
  expect(await guesses(1)).toEqual(first);
  expect(await guesses(2)).not.toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(samples.length * 0.9);
});
