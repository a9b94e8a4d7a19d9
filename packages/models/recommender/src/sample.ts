import { z } from "zod";

/** A customer by what they have, in any order; nothing known is an empty list or null. */
export const Basket = z.object({ items: z.array(z.string()).nullable() });
export type Basket = z.infer<typeof Basket>;

/** What they turned out to want. */
export const Wanted = z.array(z.string()).readonly();
export type Wanted = z.infer<typeof Wanted>;

/** The best items that they do not have, best first. */
export const Advice = z.object({ items: z.array(z.string()).readonly(), scores: z.array(z.number()).readonly() });
