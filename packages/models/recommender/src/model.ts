import { Model, type LabeledDataset, type Run, type SparseMatrix } from "@tandem/core";
import {
  addedItems,
  factorsCodec,
  fitImplicit,
  recommend,
  type Factors,
  type Recommended,
} from "@tandem/toolkit-factorization";
import type { Wanted } from "./sample.ts";

export class RecommenderModel extends Model<SparseMatrix, Wanted, Recommended, Factors> {
  readonly codec = factorsCodec;

  protected train({ features, labels }: LabeledDataset<SparseMatrix, Wanted>, run: Run): Factors {
    const { users: _, ...learned } = fitImplicit(addedItems(features, labels), { factors: 16, weight: 10 }, run);
    return learned;
  }
  protected infer(factors: Factors, baskets: SparseMatrix): readonly Recommended[] {
    const { items, scores } = recommend(factors, baskets, 10);
    return items.map((best, row) => ({
      items: Array.from(best, (item) => baskets.names![item]!),
      scores: [...scores[row]!],
    }));
  }
}
