import { randomSequence, type LabeledSample } from "@tandem/core";
import type { Basket, Wanted } from "@tandem/model-recommender";

/** Customers of four tastes among 60 items; a fifth of what each has is held back as what they want. */
export function baskets(count: number, seed = 1): LabeledSample<Basket, Wanted>[] {
  const random = randomSequence(seed);
  return Array.from({ length: count }, (_, i) => {
    const has: string[] = [];
    const wants: string[] = [];
    for (let item = 0; item < 60; item++)
      if (random() < (item % 4 === i % 4 ? 0.5 : 0.05)) (random() < 0.2 ? wants : has).push(`item-${item}`);
    return { id: `customer-${i}`, data: { items: has }, label: wants };
  });
}
