import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createModel, crossvalidateModel, predictWithModel } from "@tandem/app";
import type { ArtifactStore, LabeledSamples, Samples } from "@tandem/core";
import { csvSource, type Source } from "@tandem/data";
import { renderReport, type MetricSummary } from "@tandem/evaluation";
import type { Trial } from "./trials.ts";

export interface Outcome {
  readonly model: string;
  readonly file: string;
  readonly samples: number;
  readonly metric: string;
  readonly score: MetricSummary;
  readonly version: string;
  readonly predictions: number;
  /** Path of the HTML page. */
  readonly report: string;
}

/** The life of a model, the same lines whatever the model: cross-validate, train and save, load and predict. */
export async function tryModel(
  { pkg, file, label, metric }: Trial,
  store: ArtifactStore,
  reports: string,
): Promise<Outcome> {
  const source = csvSource(new URL(`../../data/${file}`, import.meta.url), {
    schema: pkg.sample,
    label: { column: label, schema: pkg.label },
  }) as unknown as Source<unknown, unknown>;
  const samples = (await source.read()) as LabeledSamples<unknown, unknown>;

  const { summary, report } = await crossvalidateModel(pkg, samples, { folds: 5, seed: 1, understand: true });
  const { version } = await createModel(pkg, samples, { store, seed: 1, metrics: means(summary) });
  let predictions = 0;
  const unlabeled = source.unlabeled().batches() as AsyncIterable<Samples<unknown>>;
  for await (const batch of predictWithModel(pkg, unlabeled, { store, version })) predictions += batch.length;

  const page = join(reports, pkg.name, "quickstart.html");
  await mkdir(join(reports, pkg.name), { recursive: true });
  await writeFile(page, await renderReport(report));
  return {
    model: pkg.name,
    file,
    samples: samples.length,
    metric,
    score: summary[metric]!,
    version,
    predictions,
    report: page,
  };
}

function means(summary: Readonly<Record<string, MetricSummary>>): Record<string, number> {
  return Object.fromEntries(Object.entries(summary).map(([name, { mean }]) => [name, mean]));
}
