import { defineEndpoint, defineImplementation, samplesOf } from "@tandem/core";
import { recommender, type Basket } from "@tandem/model-recommender";
import { z } from "zod";
import { rerank, type Kept } from "./rerank.ts";

/** Where `tandem predict recommender --kv` keeps what it predicts. */
export const KEPT = "sqlite/kv/wanted";

export const Recommend = defineEndpoint({
  name: "recommend",
  description: "What a customer may want next, best first.",
  input: z.object({ customer: z.string().min(1).max(512), basket: z.array(z.string()).max(200) }),
  output: z.object({ items: z.array(z.string()).readonly(), from: z.enum(["kept", "model"]) }),
});

/** A customer of the last batch costs one look-up; for a new one the model is asked. */
export const lookedUp = defineImplementation(Recommend, {
  name: "looked-up",
  owner: "shop team",
  models: [recommender],
  async open({ storages, model }) {
    const kept = await storages.kv<Kept>(KEPT);
    const live = await model(recommender);
    return {
      async answer({ customer, basket }, { signal }) {
        const known = await kept.get(customer);
        if (known) return { items: rerank(known, basket), from: "kept" as const };
        const sample = samplesOf<Basket>([{ id: customer, data: { items: basket } }]);
        return { items: rerank((await live.predict(sample, { signal })).at(0), basket), from: "model" as const };
      },
    };
  },
});
