import { classification, defineModel } from "@tandem/core";
import { churnDataset } from "./dataset.ts";
import { ChurnTreesModel } from "./model.ts";
import { Churned, Customer } from "./sample.ts";

/** Which customers leave: gradient boosted trees. */
export const churnTrees = defineModel({
  name: "churn-trees",
  task: classification<Churned>({ positive: "yes" }),
  sample: Customer,
  label: Churned,
  dataset: churnDataset,
  model: () => new ChurnTreesModel(),
  module: import.meta.url,
});
export { Churned, Customer } from "./sample.ts";
