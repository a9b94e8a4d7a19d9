import { classification, defineModel } from "@tandem/core";
import { churnDataset, Churned, Customer } from "./dataset.ts";
import { ChurnModel } from "./model.ts";

export { Churned, Customer } from "./dataset.ts";

/** Which customers leave. */
export const churn = defineModel({
  name: "churn",
  task: classification({ positive: "yes" }),
  sample: Customer,
  label: Churned,
  dataset: churnDataset,
  model: () => new ChurnModel(),
  module: import.meta.url,
});
