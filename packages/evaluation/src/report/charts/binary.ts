import type { Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import type { Chart, Report } from "../report.ts";
import type { PooledClasses } from "../pooled-classes.ts";
import { poolOf, rankingsOf } from "./binary-pool.ts";
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
  const rankings = rankingsOf(pool, pooled.binary);
  const ranking = rankings
    ? [rocChart(pool, rankings, summary["rocAuc"]), precisionRecallChart(pool, rankings, summary["prAuc"])]
    : [];
  const decision = rankings ? [thresholdChart(pool, rankings.swept)] : [];
  return [...ranking, calibrationChart(pool), scoreHistogram(pool), confusionChart(matrix), ...decision];
}
