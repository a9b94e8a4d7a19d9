import { defineEndpoint, defineImplementation, samplesOf } from "@tandem/core";
import { z } from "zod";
import { recommender } from "../index.ts";
import type { Basket } from "../sample.ts";

export const CompleteBasket = defineEndpoint({
  name: "complete-basket",
  description: "What goes with the things in a basket, best first.",
  input: z.object({ items: z.array(z.string()).max(200), count: z.int().min(1).max(10).optional() }),
  output: z.object({ items: z.array(z.string()).readonly() }),
});

/** By the model alone, for pages that want a few things and no scores. */
export const byTaste = defineImplementation(CompleteBasket, {
  name: "by-taste",
  models: [recommender],
  async open({ model }) {
    const live = await model(recommender);
    return {
      async answer({ items, count = 3 }, { requestId, signal }) {
        const predictions = await live.predict(samplesOf<Basket>([{ id: requestId, data: { items } }]), { signal });
        return { items: predictions.at(0).items.slice(0, count) };
      },
    };
  },
});
