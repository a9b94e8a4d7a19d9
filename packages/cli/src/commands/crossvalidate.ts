import { mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, resolve } from "node:path";
import type { Crossvalidation, ProgressEvent } from "@tandem/app";
import type { Config } from "../config/read-config.ts";
import type { GlobalOptions, Io } from "../io.ts";
import { Warnings } from "../output/absent-fields.ts";
import { stepsFor } from "../output/steps.ts";
import { counted, metricText, textTable } from "../output/table.ts";
import { openProject } from "../project/open-project.ts";
import { wholeNumber } from "./options.ts";

interface CrossvalidateCommand extends GlobalOptions {
  readonly folds?: string;
  readonly source?: string;
  readonly seed?: string;
  readonly threads?: string;
  readonly report?: string;
  readonly explain?: boolean;
}

/** `tandem crossvalidate <model>` */
export async function run(io: Io, model: string | undefined, options: CrossvalidateCommand): Promise<void> {
  const name = model!;
  const { source } = options;
  const folds = wholeNumber("--folds", options.folds, 2);
  const seed = wholeNumber("--seed", options.seed, 0);
  const threads = wholeNumber("--threads", options.threads, 1);
  const { app, config } = await openProject(io, options);
  const entry = config.models[name];
  const steps = stepsFor(io, options);
  const warnings = new Warnings();
  const result = await steps.step(`Cross-validating ${name}`, (tell) =>
    app.crossvalidate(name, {
      ...(source === undefined ? {} : { source }),
      folds: folds ?? entry?.folds ?? 5,
      seed: seed ?? entry?.seed ?? 0,
      ...(threads === undefined ? {} : { parallel: threads }),
      understand: options.explain ?? false,
      context: { source: source ?? entry?.source ?? null, environment: config.environment },
      signal: io.signal,
      onProgress: (event) => {
        warnings.onProgress(event);
        const words = wordsOf(event);
        if (words) tell(words);
      },
    }),
  );
  warnings.tell(io, options);
  const page = await steps.step("Writing the report", () => writeReport(io, config, result, options.report));
  if (options.json) io.stdout.write(`${JSON.stringify(resultAsJson(result, page))}\n`);
  else io.stdout.write(`${resultAsText(result)}\n\nReport: ${relative(io.cwd, page) || page}\n`);
}

function wordsOf(event: ProgressEvent): string | undefined {
  if (event.kind === "started") return counted(event.samples ?? 0, "sample");
  return event.kind === "fold" ? `fold ${event.done} of ${event.folds}` : undefined;
}

/** The report as a page and, beside it, as JSON. */
async function writeReport(
  io: Io,
  config: Config,
  { report, model }: Crossvalidation<object>,
  wanted: string | undefined,
): Promise<string> {
  const { renderReport } = await import("@tandem/evaluation");
  const name = `crossvalidation-${String(report.record["id"])}.html`;
  const page = wanted === undefined ? join(resolve(config.root, config.reports), model, name) : resolve(io.cwd, wanted);
  await mkdir(dirname(page), { recursive: true });
  await writeFile(page, await renderReport(report));
  await writeFile(`${page.slice(0, page.length - extname(page).length)}.json`, JSON.stringify(report));
  return page;
}

function resultAsText({ model, folds, summary, splitter }: Crossvalidation<object>): string {
  const rows = Object.entries(summary).map(([metric, { mean, sd, folds: having }]) => [
    metric,
    metricText(mean),
    `± ${metricText(sd)}${having < folds.length ? ` in ${having} of ${folds.length} folds` : ""}`,
  ]);
  return `${model}: ${folds.length} folds (${splitter}), metrics on samples the model was not trained on\n\n${textTable(["metric", "mean", "sd"], rows)}`;
}

function resultAsJson({ model, folds, summary, splitter, seed }: Crossvalidation<object>, report: string): object {
  return {
    model,
    splitter,
    seed,
    summary,
    folds: folds.map(({ fold, rows, trained, metrics, milliseconds }) => ({
      fold,
      samples: rows.length,
      trained,
      metrics,
      milliseconds,
    })),
    report,
  };
}
