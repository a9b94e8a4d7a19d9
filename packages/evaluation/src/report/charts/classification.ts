import type { Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import { averagePrecision, precisionRecallCurve } from "../../metrics/precision-recall-curve.ts";
import { rocAuc, rocCurve } from "../../metrics/roc.ts";
import type { Chart } from "../report.ts";
import type { PooledClasses } from "../pooled-classes.ts";
import { calibrationChart } from "./calibration.ts";
import { confusionChart } from "./confusion.ts";
import { curveLayer, type Curve } from "./curves.ts";
import { chartSpec, referenceLine, SERIES } from "./theme.ts";

/** Charts of classes none of which is the positive one: each against the rest, the most frequent eight where there are more. */
export function classificationCharts(pooled: PooledClasses, matrix: ConfusionMatrix<Label>): readonly Chart[] {
  const classes = drawnClasses(pooled);
  const note =
    classes.length < pooled.classes.length
      ? ` The ${classes.length} most frequent of ${pooled.classes.length} classes are shown.`
      : "";
  const ranking =
    classes.length > 0 ? [restRoc(pooled, classes, note), restPrecisionRecall(pooled, classes, note)] : [];
  return [...ranking, confidenceCalibration(pooled), confusionChart(matrix)];
}

/** Classes that some but not all samples are of. */
function drawnClasses({ labels, classes }: PooledClasses): readonly Label[] {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const usable = classes.filter((label) => (counts.get(label) ?? 0) > 0 && counts.get(label)! < labels.length);
  const frequent = [...usable].sort((a, b) => counts.get(b)! - counts.get(a)!).slice(0, SERIES.length);
  return usable.filter((label) => frequent.includes(label));
}

function restRoc(pooled: PooledClasses, classes: readonly Label[], note: string): Chart {
  const curves = classes.map((label): Curve => {
    const { truth, scores, weights } = against(pooled, label);
    const { falsePositiveRate, truePositiveRate } = rocCurve(truth, scores, { weights, positive: 1 });
    return {
      x: falsePositiveRate,
      y: truePositiveRate,
      series: `${String(label)} (${rocAuc(truth, scores, { weights, positive: 1 }).toFixed(3)})`,
    };
  });
  return {
    id: "roc",
    title: "ROC curves",
    caption: `How many of a class are found (upwards) for how many false alarms (rightwards), each class against the rest; in brackets the area under its curve. The dashed diagonal is guessing.${note}`,
    alt: `ROC curves against the rest: ${curves.map(({ series }) => series).join(", ")}.`,
    spec: chartSpec([
      referenceLine([0, 0], [1, 1]),
      restLayer(curves, "False positive rate", "True positive rate", "linear"),
    ]),
  };
}

function restPrecisionRecall(pooled: PooledClasses, classes: readonly Label[], note: string): Chart {
  const curves = classes.map((label): Curve => {
    const { truth, scores, weights } = against(pooled, label);
    const { precision, recall } = precisionRecallCurve(truth, scores, { weights, positive: 1, dropCollinear: true });
    return {
      x: recall.toReversed(),
      y: precision.toReversed(),
      series: `${String(label)} (${averagePrecision(truth, scores, { weights, positive: 1 }).toFixed(3)})`,
    };
  });
  return {
    id: "precision-recall",
    title: "Precision and recall",
    caption: `How many of those predicted as a class are right (precision), for how many of all of the class are found (recall); in brackets the average precision.${note}`,
    alt: `Precision-recall curves against the rest: ${curves.map(({ series }) => series).join(", ")}.`,
    spec: chartSpec([restLayer(curves, "Recall", "Precision", "step-before")]),
  };
}

function restLayer(curves: readonly Curve[], xTitle: string, yTitle: string, interpolate: string) {
  const names = curves.map(({ series }) => series);
  const color = {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: names, range: SERIES.slice(0, names.length) },
    legend: { columns: 2 },
  };
  return curveLayer(curves, { xTitle, yTitle, mark: { strokeWidth: 2, interpolate }, color });
}

/** Whether the probability of the predicted class can be taken at its word. */
function confidenceCalibration({ labels, predicted, classes, weights, probabilityOf }: PooledClasses): Chart {
  const scores = new Float64Array(labels.length);
  for (const label of classes)
    probabilityOf(label).forEach((value, row) => predicted[row] === label && (scores[row] = value));
  const truth = Uint8Array.from(labels, (label, row) => (label === predicted[row] ? 1 : 0));
  return calibrationChart({ truth, scores, weights, positive: "predicted right" });
}

function against({ labels, weights, probabilityOf }: PooledClasses, label: Label) {
  return { truth: labels.map((known) => (known === label ? 1 : 0)), scores: probabilityOf(label), weights };
}
