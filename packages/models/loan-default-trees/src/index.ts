import { classification, defineModel } from "@tandem/core";
import { calibrated } from "@tandem/toolkit-calibration";
import { loanDataset } from "./dataset.ts";
import { LoanDefaultTreesModel } from "./model.ts";
import { Loan, Standing } from "./sample.ts";

/** Which loans are not paid back: gradient boosted trees whose probabilities say how often. */
export const loanDefaultTrees = calibrated(
  defineModel({
    name: "loan-default-trees",
    task: classification<Standing>({ positive: "bad" }),
    sample: Loan,
    label: Standing,
    dataset: loanDataset,
    model: () => new LoanDefaultTreesModel(),
    module: import.meta.url,
  }),
  { method: "sigmoid" },
);
export { Loan, Standing } from "./sample.ts";
