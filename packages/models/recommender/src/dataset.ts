import { defineDataset, type SparseMatrix } from "@tandem/core";
import { countedItems } from "@tandem/toolkit-factorization";
import type { Basket, Wanted } from "./sample.ts";

/** A column for each item of the training baskets; items that training has not seen count for nothing. */
export const recommenderDataset = defineDataset<Basket, Wanted>()({
  learn: (samples) =>
    [...new Set([...samples.column("items"), ...samples.labels].flatMap((items) => items ?? []))].sort(),
  features: (samples, names): SparseMatrix => countedItems(samples.column("items"), names),
});
