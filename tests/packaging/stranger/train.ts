import { createModel, crossvalidateModel, predictWithModel } from "@tandem/app";
import { labeledSamplesOf } from "@tandem/core";
import { fsStore } from "@tandem/storage-fs";
import type { Bought, Visit } from "./dataset.js";
import { buyers } from "./model.js";

const known = labeledSamplesOf<Visit, Bought>(
  Array.from({ length: 100 }, (_, i) => ({ id: `v${i}`, data: { pages: i % 20 }, label: i % 20 > 9 ? "yes" : "no" })),
);
const store = fsStore("artifacts");
const { version } = await createModel(buyers, known, { store, seed: 3 });
const predictions = await predictWithModel(buyers, known, { store, version });
const { summary } = await crossvalidateModel(buyers, known, { folds: 5 });
console.log(JSON.stringify({ version, predictions: [...predictions], auc: summary["rocAuc"]?.mean }));
