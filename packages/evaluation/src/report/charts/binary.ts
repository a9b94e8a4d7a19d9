import type { Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import type { Chart, Report } from "../report.ts";
import type { PooledClasses } from "../pooled-classes.ts";
import { hasBoth, type BinaryPool } from "./binary-pool.ts";
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
  const pool: BinaryPool = {
    positive,
    truth: Uint8Array.from(pooled.labels, (label) => (label === positive ? 1 : 0)),
    scores: pooled.probabilityOf(positive),
    weights: pooled.weights,
    starts: pooled.starts,
  };
  const both = hasBoth(pool, 0, pool.truth.length);
  const ranking = both ? [rocChart(pool, summary["rocAuc"]), precisionRecallChart(pool, summary["prAuc"])] : [];
  const decision = both ? [thresholdChart(pool)] : [];
  return [...ranking, calibrationChart(pool), scoreHistogram(pool), confusionChart(matrix), ...decision];
}
