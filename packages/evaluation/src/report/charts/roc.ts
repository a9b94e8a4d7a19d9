import type { MetricSummary } from "../../summarize.ts";
import type { Chart } from "../report.ts";
import type { BinaryPool, Rankings } from "./binary-pool.ts";
import { curveLayer } from "./curves.ts";
import { chartSpec, COLOURS, referenceLine } from "./theme.ts";
import { meanAndSpread } from "./words.ts";

export function rocChart(pool: BinaryPool, { all, folds }: Rankings, auc: MetricSummary | undefined): Chart {
  const axes = { xTitle: "False positive rate", yTitle: "True positive rate" };
  const each =
    folds.size > 1
      ? [
          curveLayer(
            Array.from(folds, ([fold, { roc }]) => ({ ...roc, series: `fold ${fold + 1}` })),
            { ...axes, mark: { color: COLOURS.first, opacity: 0.35, strokeWidth: 1 } },
          ),
        ]
      : [];
  const together = curveLayer([{ ...all.roc, series: "all" }], {
    ...axes,
    mark: { color: COLOURS.first, strokeWidth: 2.5 },
  });
  const area = meanAndSpread(auc);
  return {
    id: "roc",
    title: "ROC curve",
    caption:
      `How many of the ${String(pool.positive)} are found (upwards) for how many false alarms (rightwards), as the threshold falls. ` +
      `${each.length > 0 ? "Thin lines are folds, the thick one all held-out predictions together. " : ""}The dashed diagonal is guessing. The area under the curve is ${area}: ` +
      `the chance that a random ${String(pool.positive)} scores above a random other.`,
    alt: `ROC curve with area ${area}.`,
    spec: chartSpec([referenceLine([0, 0], [1, 1]), ...each, together]),
  };
}
