import {
  classification,
  Classifier,
  defineModel,
  jsonCodec,
  sortedClasses,
  type DenseMatrix,
  type LabeledDataset,
} from "@tandem/core";
import { Bought, visits, Visit } from "./dataset.js";

interface Cut {
  readonly at: number;
  readonly classes: readonly Bought[];
}

class CutModel extends Classifier<DenseMatrix, Bought, Cut> {
  readonly codec = jsonCodec<Cut>("cut@1");
  protected classes(cut: Cut): readonly Bought[] {
    return cut.classes;
  }
  protected train({ features, labels }: LabeledDataset<DenseMatrix, Bought>): Cut {
    return { at: features.data.reduce((sum, x) => sum + x, 0) / features.rows, classes: sortedClasses(labels) };
  }
  protected probabilities(cut: Cut, { data }: DenseMatrix): Float64Array {
    return data.map((x) => 1 / (1 + Math.exp(cut.at - x))) as Float64Array;
  }
}

export const buyers = defineModel({
  name: "buyers",
  task: classification({ positive: "yes" as const }),
  sample: Visit,
  label: Bought,
  dataset: visits,
  model: () => new CutModel(),
});
