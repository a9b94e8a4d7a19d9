import type { Json } from "@tandem/core";
import { ascendingOrder } from "../../metrics/order.ts";
import type { PooledNumbers } from "../pooled-numbers.ts";
import type { Chart } from "../report.ts";
import { rounded } from "../thinning.ts";
import { axis, chartSpec, COLOURS } from "./theme.ts";

const BINS = 40;
/** The share of residuals at each end that the outermost bars take in, so that a few outliers don't flatten the rest. */
const TAIL = 0.005;

export function residualHistogram({ labels, predicted, weights }: PooledNumbers): Chart {
  const residuals = labels.map((label, row) => label - predicted[row]!);
  const order = ascendingOrder(residuals);
  const at = (share: number) => residuals[order[Math.round(share * (order.length - 1))]!]!;
  const [low, high] = [at(TAIL), at(1 - TAIL)];
  const step = (high - low) / BINS || 1;
  const filled = new Float64Array(BINS);
  residuals.forEach(
    (value, row) =>
      (filled[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / step)))]! += weights ? weights[row]! : 1),
  );
  const total = filled.reduce((sum, value) => sum + value, 0);
  const values = Array.from(filled, (value, bin): Json => ({
    from: rounded(low + bin * step),
    to: rounded(low + (bin + 1) * step),
    share: rounded(value / total),
  }));
  return {
    id: "residual-histogram",
    title: "Size of the errors",
    caption:
      "How often the model is off by how much: below zero it said too much, above it too little. The outermost bars also hold the half percent of errors beyond them.",
    alt: "Histogram of residuals.",
    spec: chartSpec([
      {
        data: { values },
        mark: { type: "rect", color: COLOURS.first, opacity: 0.8 },
        encoding: {
          x: axis("from", "Actual less predicted", {
            scale: { zero: false, nice: false },
            axis: { tickCount: 6, format: "~s" },
          }),
          x2: { field: "to" },
          y: axis("share", "Share of samples", { axis: { format: ".0%" } }),
        },
      },
    ]),
  };
}
