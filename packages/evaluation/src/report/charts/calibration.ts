import { calibrationCurve, errorOf } from "../../metrics/calibration-curve.ts";
import type { Chart } from "../report.ts";
import { rounded } from "../thinning.ts";
import type { BinaryPool } from "./binary-pool.ts";
import { axis, chartSpec, COLOURS, referenceLine, SHARE } from "./theme.ts";
import { percent } from "./words.ts";

const BINS = 10;

export function calibrationChart({
  truth,
  scores,
  weights,
  positive,
}: Pick<BinaryPool, "truth" | "scores" | "weights" | "positive">): Chart {
  const curve = calibrationCurve(truth, scores, { weights, positive: 1, bins: BINS });
  const { predicted, observed, weight } = curve;
  const total = weight.reduce((sum, value) => sum + value, 0);
  const values = Array.from(predicted, (value, bin) => ({
    x: rounded(value),
    y: rounded(observed[bin]!),
    share: rounded(weight[bin]! / total),
  }));
  const encoding = {
    x: axis("x", "Predicted probability", SHARE),
    y: axis("y", `Share that is ${String(positive)}`, SHARE),
  };
  const error = percent(errorOf(curve));
  return {
    id: "calibration",
    title: "Calibration",
    caption:
      `Whether a predicted 30% happens in 30 of 100 cases. Each dot is a tenth of the scale, the larger the more samples it holds; on the dashed line, ` +
      `probabilities can be taken at their word. Below it the model promises too much. On average they are off by ${error}.`,
    alt: `Calibration curve: predicted and observed frequency differ by ${error} on average.`,
    spec: chartSpec([
      referenceLine([0, 0], [1, 1]),
      { data: { values }, mark: { type: "line", color: COLOURS.first, strokeWidth: 1.5 }, encoding },
      {
        data: { values },
        mark: { type: "circle", color: COLOURS.first, opacity: 1 },
        encoding: {
          ...encoding,
          size: { field: "share", type: "quantitative", scale: { domain: [0, 1], range: [24, 700] }, legend: null },
        },
      },
    ]),
  };
}
