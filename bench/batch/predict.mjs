import { createModel, fileSink, predictInto } from "@tandem/app";
import { csvSource } from "@tandem/data";
import { fsStore } from "@tandem/storage-fs";
import { generated } from "../models/generated.mjs";

// Trains where no version is given, else predicts for a CSV file into another; prints what it took as JSON.
const [folder, version, input, output] = process.argv.slice(2);
const store = fsStore(`${folder}/store`);
if (version === undefined) {
  const label = { column: "label", schema: generated.label };
  const samples = await csvSource(`${folder}/train.csv`, {
    schema: generated.sample,
    label,
    id: { from: "row" },
  }).read();
  console.log(JSON.stringify({ version: (await createModel(generated, samples, { store })).version }));
} else {
  const source = csvSource(input, { schema: generated.sample, id: { from: "row" } });
  const began = performance.now();
  const { samples } = await predictInto(generated, source, {
    store,
    version,
    source: input,
    sink: fileSink(output, "csv"),
    journal: `${output}.journal`,
  });
  const milliseconds = performance.now() - began;
  console.log(JSON.stringify({ samples, milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
}
