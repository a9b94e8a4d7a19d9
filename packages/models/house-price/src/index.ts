import { defineModel, regression } from "@tandem/core";
import { housePriceDataset } from "./dataset.ts";
import { HousePriceModel } from "./model.ts";
import { House, Price } from "./sample.ts";

/** What a house sells for, in US dollars: ridge regression on a data frame. */
export const housePrice = defineModel({
  name: "house-price",
  task: regression(),
  sample: House,
  label: Price,
  dataset: housePriceDataset,
  model: () => new HousePriceModel(),
  module: import.meta.url,
});
export { House, Price } from "./sample.ts";
