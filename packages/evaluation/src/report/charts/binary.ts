import type { Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import type { Chart, Report } from "../report.ts";
import type { PooledClasses } from "../pooled-classes.ts";
import { poolOf, sweepsOf } from "./binary-pool.ts";
import { calibrationChart } from "./calibration.ts";
import { confusionChart } from "./confusion.ts";
import { precisionRecallChart } from "./precision-recall.ts";
import { rocChart } from "./roc.ts";
import { scoreHistogram } from "./score-histogram.ts";
import { thresholdChart } from "./threshold.ts";

export function binaryCharts(
  pooled: PooledClasses,
  matrix: ConfusionMatrix<Label>,
  positive: Label,
  summary: Report["summary"],
): readonly Chart[] {
  const pool = poolOf(pooled.binary, positive, pooled.weights);
  const sweeps = sweepsOf(pool, pooled.binary);
  const ranking = sweeps
    ? [rocChart(pool, sweeps, summary["rocAuc"]), precisionRecallChart(pool, sweeps, summary["prAuc"])]
    : [];
  const decision = sweeps ? [thresholdChart(pool, sweeps.all)] : [];
  return [...ranking, calibrationChart(pool), scoreHistogram(pool), confusionChart(matrix), ...decision];
}
