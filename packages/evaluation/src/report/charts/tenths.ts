import { ascendingOrder } from "../../metrics/order.ts";
import type { PooledNumbers } from "../pooled-numbers.ts";
import type { Chart } from "../report.ts";
import { rounded } from "../thinning.ts";
import { axis, chartSpec, COLOURS, referenceLine } from "./theme.ts";

/** A regressor's calibration: means of tenths of the samples, sorted by prediction. */
export function tenthsChart(pooled: PooledNumbers): Chart {
  const values = tenths(pooled);
  const all = values.flatMap(({ x, y }) => [x, y]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const free = { scale: { zero: false }, axis: { tickCount: 6, format: "~s" } };
  const encoding = { x: axis("x", "Mean predicted", free), y: axis("y", "Mean actual", free) };
  return {
    id: "tenths",
    title: "Calibration by tenths",
    caption:
      "The samples in ten equal parts, from the lowest predictions to the highest. Dots on the dashed line: predictions of that size are right on average; a curve that is flatter or steeper means that high and low predictions are biased.",
    alt: "Mean actual by mean predicted value of ten equal parts beside the line where they are equal.",
    spec: chartSpec([
      referenceLine([low, low], [high, high]),
      { data: { values }, mark: { type: "line", color: COLOURS.first, strokeWidth: 1.5 }, encoding },
      { data: { values }, mark: { type: "circle", color: COLOURS.first, opacity: 1, size: 60 }, encoding },
    ]),
  };
}

function tenths({ labels, predicted, weights }: PooledNumbers): { readonly [K in "x" | "y"]: number }[] {
  const order = ascendingOrder(predicted);
  const parts = Math.min(10, order.length);
  return Array.from({ length: parts }, (_, part) => {
    let [x, y, total] = [0, 0, 0];
    for (let i = Math.floor((part * order.length) / parts); i < Math.floor(((part + 1) * order.length) / parts); i++) {
      const row = order[i]!;
      const weight = weights ? weights[row]! : 1;
      x += weight * predicted[row]!;
      y += weight * labels[row]!;
      total += weight;
    }
    return { x: rounded(x / total), y: rounded(y / total), total };
  })
    .filter(({ total }) => total > 0)
    .map(({ x, y }) => ({ x, y }));
}
