import type { MetricSummary } from "../../summarize.ts";
import type { Chart } from "../report.ts";
import type { BinaryPool, Rankings } from "./binary-pool.ts";
import { curveLayer } from "./curves.ts";
import { chartSpec, COLOURS, referenceLine } from "./theme.ts";
import { meanAndSpread, percent } from "./words.ts";

export function precisionRecallChart(
  pool: BinaryPool,
  { all, folds }: Rankings,
  area: MetricSummary | undefined,
): Chart {
  const name = String(pool.positive);
  const axes = { xTitle: "Recall", yTitle: "Precision" };
  const each =
    folds.size > 1
      ? [
          curveLayer(
            Array.from(folds, ([fold, { precisionRecall }]) => ({ ...precisionRecall, series: `fold ${fold + 1}` })),
            { ...axes, mark: { color: COLOURS.first, opacity: 0.3, strokeWidth: 1, interpolate: "step-before" } },
          ),
        ]
      : [];
  const together = curveLayer([{ ...all.precisionRecall, series: "all" }], {
    ...axes,
    mark: { color: COLOURS.first, strokeWidth: 2.5, interpolate: "step-before" },
  });
  const share = prevalence(pool);
  return {
    id: "precision-recall",
    title: "Precision and recall",
    caption:
      `How many of those called ${name} are right (precision), for how many of all ${name} are found (recall). Guessing is right in ${percent(share)} of cases, the dashed line: ` +
      `that is how many are ${name}. Average precision, the area, is ${meanAndSpread(area)}.`,
    alt: `Precision-recall curve with average precision ${meanAndSpread(area)}; guessing gives ${percent(share)}.`,
    spec: chartSpec([referenceLine([0, share], [1, share]), ...each, together]),
  };
}

/** The weighted share of the positive class. */
export function prevalence({ truth, weights }: Pick<BinaryPool, "truth" | "weights">): number {
  let [positives, total] = [0, 0];
  truth.forEach((positive, row) => {
    const weight = weights ? weights[row]! : 1;
    positives += positive * weight;
    total += weight;
  });
  return positives / total;
}
