import { classification, defineModel } from "@tandem/core";
import { loanDataset } from "./dataset.ts";
import { LoanDefaultModel } from "./model.ts";
import { Loan, Standing } from "./sample.ts";

/** Which loans are not paid back: a small neural network. */
export const loanDefault = defineModel({
  name: "loan-default",
  task: classification<Standing>({ positive: "bad" }),
  sample: Loan,
  label: Standing,
  dataset: loanDataset,
  model: () => new LoanDefaultModel(),
  module: import.meta.url,
});
export { Loan, Standing } from "./sample.ts";
