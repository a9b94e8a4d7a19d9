import type { Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import { finite } from "../../metrics/inputs.ts";
import type { Chart, Report } from "../report.ts";
import type { PooledClasses } from "../pooled-classes.ts";
import { hasBoth, sweepsOf, type BinaryPool } from "./binary-pool.ts";
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
    truth: truthOf(pooled.labels, positive),
    scores: finite("buildReport", "the probability", pooled.probabilityOf(positive)),
    weights: pooled.weights,
    starts: pooled.starts,
  };
  const sweeps = hasBoth(pool, 0, pool.truth.length) ? sweepsOf(pool) : undefined;
  const ranking = sweeps
    ? [rocChart(pool, sweeps, summary["rocAuc"]), precisionRecallChart(pool, sweeps, summary["prAuc"])]
    : [];
  const decision = sweeps ? [thresholdChart(pool, sweeps.all)] : [];
  return [...ranking, calibrationChart(pool), scoreHistogram(pool), confusionChart(matrix), ...decision];
}

/** 1 for the positive class. */
function truthOf(labels: readonly Label[], positive: Label): Uint8Array {
  const truth = new Uint8Array(labels.length);
  for (let row = 0; row < truth.length; row++) truth[row] = labels[row] === positive ? 1 : 0;
  return truth;
}
