import { createModel, predictWithModel } from "@tandem/app";
import { memoryStore } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { credit } from "./credit.ts";

const file = new URL("../../data/credit.csv", import.meta.url);
const applicants = csvSource(file, { schema: credit.sample, label: { column: "Status", schema: credit.label } });

const store = memoryStore();
const { version } = await createModel(credit, await applicants.read(), { store, seed: 1 });
for await (const predictions of predictWithModel(credit, applicants.unlabeled().batches(), { store, version }))
  for (const { id, label, probability } of [...predictions].slice(0, 5)) console.log(id, label, probability.toFixed(3));
