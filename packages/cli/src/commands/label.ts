import { extname, resolve } from "node:path";
import { TandemError, type AnyModelPackage, type Json, type LabeledSamples } from "@tandem/core";
import { csvSource, jsonSource, ndjsonSource, parquetSource } from "@tandem/data";
import { labelPredictions, type GivenLabel } from "@tandem/monitoring";
import { z } from "zod";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { counted } from "../output/table.ts";
import { openProject } from "../project/open-project.ts";
import { predictionTableOf } from "../serve/prediction-log.ts";

/** `tandem label <model> <file>`: the file has the columns `requestId` and `label`. */
export async function run(
  io: Io,
  model: string | undefined,
  options: GlobalOptions,
  [, file]: readonly string[],
): Promise<void> {
  const project = await openProject(io, options);
  const source = labelsOf(resolve(io.cwd, file!), await project.app.package(model!));
  const table = await predictionTableOf(project);
  let [given, joined] = [0, 0];
  for await (const batch of source.batches({ signal: io.signal })) {
    const labels = labelsIn(batch as unknown as LabeledSamples<{ readonly requestId: string }, Json>);
    given += labels.length;
    joined += await labelPredictions(table, labels);
  }
  const text = `${counted(given, "label")}, joined to ${counted(joined, "prediction")}`;
  print(io, options, { json: { model, labels: given, predictions: joined }, text });
}

const SOURCES = {
  ".csv": csvSource,
  ".ndjson": ndjsonSource,
  ".jsonl": ndjsonSource,
  ".json": jsonSource,
  ".parquet": parquetSource,
};

/** Labels are read by the model's own schema, so that a number is one. @throws TandemError `cli/bad-option` */
function labelsOf(file: string, pkg: AnyModelPackage) {
  const kind = extname(file).toLowerCase();
  const open = (SOURCES as Readonly<Record<string, (typeof SOURCES)[".csv"]>>)[kind];
  if (!open)
    throw new TandemError("cli/bad-option", {
      option: "<file>",
      value: file,
      expected: `named ${Object.keys(SOURCES).join(", ")}`,
    });
  const label = { column: "label", schema: pkg.label };
  return open(file, { schema: z.object({ requestId: z.string() }), label, id: { from: "row" } } as never);
}

function labelsIn(batch: LabeledSamples<{ readonly requestId: string }, Json>): readonly GivenLabel[] {
  return Array.from(batch, ({ data, label }) => ({ requestId: data.requestId, label }));
}
