import type { Json } from "@tandem/core";
import type { PooledNumbers } from "../pooled-numbers.ts";
import type { Chart } from "../report.ts";
import { rounded, sampledRows } from "../thinning.ts";
import { residualHistogram } from "./residual-histogram.ts";
import { tenthsChart } from "./tenths.ts";
import { axis, chartSpec, COLOURS, referenceLine } from "./theme.ts";
import { count } from "./words.ts";

export function regressionCharts(pooled: PooledNumbers): readonly Chart[] {
  const rows = sampledRows(pooled.labels.length);
  const note =
    rows.length < pooled.labels.length
      ? ` ${count(rows.length)} of ${count(pooled.labels.length)} samples are drawn, chosen at random.`
      : "";
  return [
    predictedActual(pooled, rows, note),
    residuals(pooled, rows, note),
    residualHistogram(pooled),
    tenthsChart(pooled),
  ];
}

function predictedActual({ labels, predicted }: PooledNumbers, rows: Int32Array, note: string): Chart {
  const values = Array.from(rows, (row): Json => ({ x: rounded(predicted[row]!), y: rounded(labels[row]!) }));
  const all = [...rows].flatMap((row) => [labels[row]!, predicted[row]!]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return {
    id: "predicted-actual",
    title: "Predicted and actual",
    caption: `Each dot is a held-out sample: what was predicted (rightwards) and what it was (upwards). On the dashed line the two are equal; above it the model said too little.${note}`,
    alt: "Scatter plot of actual by predicted values beside the line where they are equal.",
    spec: chartSpec([dots(values, "Predicted", "Actual"), referenceLine([low, low], [high, high])]),
  };
}

function residuals({ labels, predicted }: PooledNumbers, rows: Int32Array, note: string): Chart {
  const values = Array.from(rows, (row): Json => ({
    x: rounded(predicted[row]!),
    y: rounded(labels[row]! - predicted[row]!),
  }));
  const drawn = Array.from(rows, (row) => predicted[row]!);
  return {
    id: "residuals",
    title: "Residuals",
    caption: `Actual less predicted, by what was predicted. A good model leaves a level, even band around the dashed line; a bend means it misses a shape, a funnel that its errors grow with the value.${note}`,
    alt: "Scatter plot of residuals by predicted value around zero.",
    spec: chartSpec([
      dots(values, "Predicted", "Actual less predicted"),
      referenceLine([Math.min(...drawn), 0], [Math.max(...drawn), 0]),
    ]),
  };
}

function dots(values: Json[], xTitle: string, yTitle: string): Json {
  const free = { scale: { zero: false }, axis: { tickCount: 6, format: "~s" } };
  const opacity = values.length > 500 ? 0.25 : 0.5;
  return {
    data: { values },
    mark: { type: "circle", size: 18, opacity, color: COLOURS.first },
    encoding: { x: axis("x", xTitle, free), y: axis("y", yTitle, free) },
  };
}
