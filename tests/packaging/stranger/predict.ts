import { loadModel, samplesOf } from "@tandem/core";
import { fsStore } from "@tandem/storage-fs";
import type { Visit } from "./dataset.js";
import { buyers } from "./model.js";

const model = await loadModel(fsStore("artifacts"), buyers, process.argv[2] ?? "");
const predictions = await model.predict(
  samplesOf<Visit>([
    { id: "v19", data: { pages: 19 } },
    { id: "new", data: {} },
  ]),
);
console.log(JSON.stringify([...predictions]));
await model.close();
