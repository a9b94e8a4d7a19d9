import { defineModel } from "@tandem/core";
import { recommendationTask } from "@tandem/toolkit-factorization";
import { recommenderDataset } from "./dataset.ts";
import { RecommenderModel } from "./model.ts";
import { Advice, Basket, Wanted } from "./sample.ts";

/** What a customer may want next, by what others with the same things have. */
export const recommender = defineModel({
  name: "recommender",
  task: recommendationTask(10),
  sample: Basket,
  label: Wanted,
  outcome: Advice,
  dataset: recommenderDataset,
  model: () => new RecommenderModel(),
  module: import.meta.url,
});
export { Advice, Basket, Wanted } from "./sample.ts";
