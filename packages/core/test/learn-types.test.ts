import { expect, it } from "vitest";
import { defineDataset, samplesOf, type LabeledSamples } from "@tandem/core";

interface Point {
  x: number;
}
const samples = samplesOf<Point>([{ id: "a", data: { x: 2 } }]) as LabeledSamples<Point, number>;

it("infers what an asynchronous learn learns, and gives it to features", async () => {
  const points = defineDataset<Point, number>()({
    learn: async (all) => ({ mean: all.numbers("x")[0]!, names: ["x"] as readonly string[] }),
    features: (all, { mean, names }) => Array.from(all, () => mean + names.length),
  });
  expect((await points.fit(samples)).dataset.features).toEqual([3]);
});

it("refuses at compile time what JSON cannot hold, learned now or later", () => {
  defineDataset<Point, number>()({
    // @ts-expect-error a date is no JSON
    learn: async () => ({ at: new Date() }),
    features: (all) => [...all],
  });
  defineDataset<Point, number>()({
    // @ts-expect-error a map is no JSON
    learn: () => ({ at: new Map<string, number>() }),
    features: (all) => [...all],
  });
});
