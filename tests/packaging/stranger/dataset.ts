import { defineDataset, type DenseMatrix } from "@tandem/core";
import { z } from "zod";

export const Visit = z.object({ pages: z.number().nullish(), device: z.enum(["phone", "desk"]).nullish() });
export type Visit = z.infer<typeof Visit>;
export const Bought = z.enum(["no", "yes"]);
export type Bought = z.infer<typeof Bought>;

export const visits = defineDataset<Visit, Bought>()({
  learn: (samples) => {
    const known = [...samples.numbers("pages")].filter((pages) => !Number.isNaN(pages));
    return { mean: known.reduce((sum, pages) => sum + pages, 0) / Math.max(1, known.length) };
  },
  features: (samples, { mean }): DenseMatrix => ({
    rows: samples.length,
    columns: 1,
    data: samples.numbers("pages").map((pages) => (Number.isNaN(pages) ? 0 : pages - mean)),
  }),
});
