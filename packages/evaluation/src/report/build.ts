import { TandemError, type Label, type Predictions } from "@tandem/core";
import { evaluate, type Metrics } from "../evaluate.ts";
import { confusionMatrix } from "../metrics/confusion.ts";
import { classScoresOf } from "../metrics/precision-recall.ts";
import { summarize } from "../summarize.ts";
import { binaryCharts } from "./charts/binary.ts";
import { classificationCharts } from "./charts/classification.ts";
import { regressionCharts } from "./charts/regression.ts";
import { understandingCharts } from "./charts/understanding/charts.ts";
import { classPart, pooledClasses, type ClassFold } from "./pooled-classes.ts";
import { pooledNumbers, type NumberFold } from "./pooled-numbers.ts";
import { REPORT_FORMAT, type Report, type ReportedFold, type ReportFold, type ReportInput } from "./report.ts";

/**
 * The performance report of held-out predictions. Metrics are computed on all of them; curves are thinned to 200 points
 * and scatter plots to 2,000 samples, so that the report of a million predictions is no larger than one of thousands.
 * @throws TandemError `report/empty` without folds; what `evaluate` throws
 */
export function buildReport<L, O>({ model, task, folds, understanding, record = {} }: ReportInput<L, O>): Report {
  if (folds.length === 0) throw new TandemError("report/empty", { model });
  const reported = folds.map((fold) => reportedFold(task, fold));
  const shared = {
    format: REPORT_FORMAT,
    model,
    samples: reported.reduce((sum, { samples }) => sum + samples, 0),
    summary: summarize(reported.map(({ metrics }) => metrics)),
    folds: reported,
    ...(understanding ? { understanding: understandingCharts(understanding, task.kind) } : {}),
    record,
  } as const;
  switch (task.kind) {
    case "classification": {
      const positive = task.positive as Label | undefined;
      return {
        ...shared,
        task: { kind: "classification", ...(positive === undefined ? {} : { positive }) },
        ...classParts(folds as unknown as readonly ClassFold[], positive, shared.summary),
      };
    }
    case "regression":
      return {
        ...shared,
        task: { kind: "regression" },
        classes: [],
        charts: regressionCharts(pooledNumbers(folds as unknown as readonly NumberFold[])),
      };
    case "custom":
      return { ...shared, task: { kind: "custom", name: task.name }, classes: [], charts: [] };
  }
}

/**
 * Does ahead what {@link buildReport} will need of a fold, for a caller that has it while others are still at work.
 * @throws what `buildReport` would
 */
export function prepareFold<L, O>(task: ReportInput<L, O>["task"], fold: ReportFold<L, O>): void {
  if (task.kind === "classification") classPart(fold as unknown as ClassFold, task.positive as Label | undefined);
}

function reportedFold<L, O>(task: ReportInput<L, O>["task"], fold: ReportFold<L, O>): ReportedFold {
  const { predictions, labels, weights, classes, trained, milliseconds } = fold;
  return {
    samples: (predictions as Predictions<unknown>).length,
    ...(trained === undefined ? {} : { trained }),
    metrics: finiteOnly(fold.metrics ?? evaluate(task, predictions, labels, { weights, classes })),
    ...(milliseconds && { milliseconds }),
  };
}

/** JSON has no NaN: a metric without a value is absent. */
function finiteOnly(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

function classParts(
  folds: readonly ClassFold[],
  positive: Label | undefined,
  summary: Report["summary"],
): Pick<Report, "classes" | "charts"> {
  const pooled = pooledClasses(folds, positive);
  const { labels, predicted, classes, weights } = pooled;
  const matrix = confusionMatrix(labels, predicted, { classes, weights });
  const charts =
    positive === undefined ? classificationCharts(pooled, matrix) : binaryCharts(pooled, matrix, positive, summary);
  return { classes: classScoresOf(matrix), charts };
}
