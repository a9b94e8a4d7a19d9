import { defineDataset } from "@tandem/core";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { categories, numbers, type House } from "./sample.ts";

/** Numbers as they are and categories as codes; what is missing or was never seen stays missing, as trees take it. */
export const housePriceDataset = defineDataset<House, number>()({
  learn: (samples) =>
    learnEncoding(samples, {
      passthrough: numbers,
      ordinal: [{ fields: categories, missing: "missing", unknown: "missing" }],
    }),
  features: (samples, encoding) => encode(samples, encoding),
});
