import { labeledSamplesOf, logger, newRun, type Surroundings } from "@tandem/core";
import { recommender } from "@tandem/model-recommender";
import { expect, it } from "vitest";
import { byTaste } from "../src/endpoints/complete-basket.ts";
import { baskets } from "./baskets.ts";

it("gives as many of what the model would, in its order, as are asked for", async () => {
  const model = await recommender.train(labeledSamplesOf(baskets(150)), newRun({ seed: 1 }));
  const surroundings = { model: () => Promise.resolve(model), log: logger("test") } as unknown as Surroundings;
  const answering = await byTaste.open(surroundings);
  const items = baskets(1, 2)[0]!.data.items!;
  const asked = { requestId: "r", signal: newRun().signal };
  const { items: five } = await answering.answer({ items, count: 5 }, asked);
  expect(five).toHaveLength(5);
  expect(five.filter((item) => items.includes(item))).toEqual([]);
  expect(await answering.answer({ items }, asked)).toEqual({ items: five.slice(0, 3) });
  await model.close();
});
