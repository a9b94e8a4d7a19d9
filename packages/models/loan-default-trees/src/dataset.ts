import { defineDataset } from "@tandem/core";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { amounts, categories, type Loan, type Standing } from "./sample.ts";

/** Numbers as they are and categories as codes; what is missing or was never seen stays missing, as trees take it. */
export const loanDataset = defineDataset<Loan, Standing>()({
  learn: (samples) =>
    learnEncoding(samples, {
      passthrough: amounts,
      ordinal: [{ fields: categories, missing: "missing", unknown: "missing" }],
    }),
  features: (samples, encoding) => encode(samples, encoding),
});
