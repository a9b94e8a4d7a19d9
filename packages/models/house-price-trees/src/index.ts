import { defineModel, regression } from "@tandem/core";
import { housePriceDataset } from "./dataset.ts";
import { HousePriceTreesModel } from "./model.ts";
import { House, Price } from "./sample.ts";

/** What a house sells for, in US dollars: gradient boosted trees. */
export const housePriceTrees = defineModel({
  name: "house-price-trees",
  task: regression(),
  sample: House,
  label: Price,
  dataset: housePriceDataset,
  model: () => new HousePriceTreesModel(),
  module: import.meta.url,
});
export { House, Price } from "./sample.ts";
