import { z } from "zod";

/** Fields that a Table Schema does not have. */
export const Big = z.object({ big: z.bigint(), note: z.string().optional() });
