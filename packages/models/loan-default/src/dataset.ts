import { defineDataset } from "@tandem/core";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { amounts, categories, type Loan, type Standing } from "./sample.ts";

export const loanDataset = defineDataset<Loan, Standing>()({
  learn: (samples) => learnEncoding(samples, { scale: amounts, oneHot: categories }),
  features: (samples, encoding) => encode(samples, encoding),
});
