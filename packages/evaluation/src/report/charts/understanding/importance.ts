import type { Json } from "@tandem/core";
import type { Importance } from "../../../importance/permutation-importance.ts";
import type { Chart } from "../../report.ts";
import { metricName } from "../../page/metric-words.ts";
import { rounded } from "../../thinning.ts";
import { axis, chartSpec, COLOURS, WIDTH } from "../theme.ts";
import { percent } from "../words.ts";

/** Fields or features that a chart shows. */
export const SHOWN = 12;
const ROW = 24;

/** Names down the side, in the order of the data. */
export const names = (field: string): Json => ({
  field,
  type: "nominal",
  sort: null,
  title: null,
  axis: { labelLimit: 230, domain: false, ticks: false, labelColor: COLOURS.ink, labelPadding: 8 },
});

export function permutationChart({ metric, fields }: Importance): Chart {
  const shown = fields.slice(0, SHOWN);
  const values = shown.map(({ field, mean, sd }) => ({
    field,
    mean: rounded(mean),
    low: rounded(mean - sd),
    high: rounded(mean + sd),
  }));
  const title = `${metricName(metric)} worse by`;
  return {
    id: "importance",
    title: "Which fields matter",
    caption:
      `How much worse ${metricName(metric)} becomes when a field is shuffled among held-out samples, so that it tells nothing; ` +
      `thin lines are one standard deviation. A field that the model does not need is near 0. Fields that tell the same share their importance.${restOf(fields.length)}`,
    alt: `Permutation importance; first ${shown
      .slice(0, 3)
      .map(({ field }) => field)
      .join(", ")}.`,
    spec: chartSpec(
      [
        {
          data: { values },
          mark: { type: "bar", color: COLOURS.first, height: { band: 0.62 } },
          encoding: { y: names("field"), x: axis("mean", title, { axis: { tickCount: 5 } }) },
        },
        {
          data: { values },
          mark: { type: "rule", color: COLOURS.ink, strokeWidth: 1 },
          encoding: { y: names("field"), x: axis("low", title), x2: { field: "high" } },
        },
      ],
      { width: WIDTH - 60, height: ROW * shown.length },
    ),
  };
}

/** Measures that a model has of its own features, as shares of their sums. */
export function ownImportanceChart(
  features: readonly string[],
  importance: Readonly<Record<string, readonly number[]>>,
): Chart {
  const measures = Object.keys(importance);
  const shares = measures.map((measure) => {
    const sum = importance[measure]!.reduce((total, value) => total + value, 0);
    return importance[measure]!.map((value) => (sum > 0 ? value / sum : 0));
  });
  const order = features.map((_, i) => i).sort((a, b) => shares[0]![b]! - shares[0]![a]!);
  const shown = order.slice(0, SHOWN);
  const values = shown.flatMap((i) =>
    measures.map((measure, m) => ({ feature: features[i]!, measure, share: rounded(shares[m]![i]!) })),
  );
  return {
    id: "own-importance",
    title: "What the model says of its features",
    caption: `Each feature's part in all ${measures.join(" and in all ")} of the model, as its training saw it: a feature with many values can look important by chance.${restOf(features.length)}`,
    alt: `Importance by ${measures.join(" and ")}; first ${features[shown[0]!]} with ${percent(shares[0]![shown[0]!]!)}.`,
    spec: chartSpec(
      [
        {
          data: { values },
          mark: { type: "bar" },
          encoding: {
            y: names("feature"),
            yOffset: { field: "measure", sort: null, scale: { paddingInner: 0.1 } },
            x: axis("share", "Share of the sum", { axis: { format: ".0%", tickCount: 5 } }),
            color: {
              field: "measure",
              type: "nominal",
              title: null,
              scale: {
                domain: measures,
                range: [COLOURS.first, COLOURS.second, COLOURS.third].slice(0, measures.length),
              },
            },
          },
        },
      ],
      { width: WIDTH - 60, height: (ROW + 4) * shown.length },
    ),
  };
}

export function restOf(count: number): string {
  return count > SHOWN ? ` The first ${SHOWN} of ${count} are shown.` : "";
}
