import { precisionRecallOf } from "../../metrics/precision-recall-curve.ts";
import type { Sweep } from "../../metrics/thresholds.ts";
import type { MetricSummary } from "../../summarize.ts";
import type { Chart } from "../report.ts";
import type { BinaryPool, Sweeps } from "./binary-pool.ts";
import { curveLayer, type Curve } from "./curves.ts";
import { chartSpec, COLOURS, referenceLine } from "./theme.ts";
import { meanAndSpread, percent } from "./words.ts";

export function precisionRecallChart(pool: BinaryPool, sweeps: Sweeps, area: MetricSummary | undefined): Chart {
  const name = String(pool.positive);
  const axes = { xTitle: "Recall", yTitle: "Precision" };
  const each =
    sweeps.folds.size > 1
      ? [
          curveLayer(
            Array.from(sweeps.folds, ([fold, swept]) => curve(swept, `fold ${fold + 1}`)),
            { ...axes, mark: { color: COLOURS.first, opacity: 0.3, strokeWidth: 1, interpolate: "step-before" } },
          ),
        ]
      : [];
  const all = curveLayer([curve(sweeps.all, "all")], {
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
    spec: chartSpec([referenceLine([0, share], [1, share]), ...each, all]),
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

function curve(swept: Sweep, series: string): Curve {
  const { precision, recall } = precisionRecallOf(swept, true);
  return { x: recall.toReversed(), y: precision.toReversed(), series };
}
