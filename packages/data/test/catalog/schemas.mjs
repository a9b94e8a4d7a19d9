import { z } from "zod";

/** Fields that a Table Schema does not have. */
export const Big = z.object({ big: z.bigint(), note: z.string().optional() });

export const Span = z
  .object({ from: z.number().optional(), to: z.number(), unit: z.string().default("m") })
  .refine(({ from = 0, to }) => from <= to, { path: ["to"], message: "ends before it begins" });
