import type { Json } from "@tandem/core";
import type { Chart } from "../report.ts";
import { rounded } from "../thinning.ts";
import type { BinaryPool } from "./binary-pool.ts";
import { axis, chartSpec, COLOURS, SHARE } from "./theme.ts";

const BINS = 40;

/** Each class's shares, so that a rare class is as visible as a frequent one. */
export function scoreHistogram({ truth, scores, weights, positive }: BinaryPool): Chart {
  const names = [`not ${String(positive)}`, String(positive)];
  const filled = [new Float64Array(BINS), new Float64Array(BINS)] as const;
  for (let row = 0; row < scores.length; row++)
    filled[truth[row] as 0 | 1][Math.min(BINS - 1, Math.floor(scores[row]! * BINS))]! += weights ? weights[row]! : 1;
  const values = filled.flatMap((bins, side) => {
    const total = bins.reduce((sum, value) => sum + value, 0);
    return Array.from(bins, (value, bin): Json => ({
      from: bin / BINS,
      to: (bin + 1) / BINS,
      share: total === 0 ? 0 : rounded(value / total),
      label: names[side]!,
    }));
  });
  return {
    id: "scores",
    title: "Predicted probabilities",
    caption: `What probability of ${String(positive)} the model gives to samples that are ${String(positive)} and to those that are not, each as shares of its own group. The less the two overlap, the better they can be told apart.`,
    alt: `Histogram of the predicted probability of ${String(positive)}, by the known label.`,
    spec: chartSpec([
      {
        data: { values },
        mark: { type: "bar", opacity: 0.55, binSpacing: 0 },
        encoding: {
          x: axis("from", `Predicted probability of ${String(positive)}`, {
            ...SHARE,
            bin: { binned: true, step: 1 / BINS },
          }),
          x2: { field: "to" },
          y: axis("share", "Share of the group", { stack: null, axis: { format: ".0%" } }),
          color: {
            field: "label",
            type: "nominal",
            title: "Known to be",
            scale: { domain: [...names].reverse(), range: [COLOURS.second, COLOURS.first] },
          },
        },
      },
    ]),
  };
}
