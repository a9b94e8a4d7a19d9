import type { Sweep } from "../../metrics/thresholds.ts";
import type { Chart } from "../report.ts";
import type { BinaryPool } from "./binary-pool.ts";
import { curveLayer, type Curve } from "./curves.ts";
import { chartSpec, COLOURS } from "./theme.ts";

const STEPS = 100;

/** Precision, recall and F1 where all scores of at least a threshold are called positive. */
export function thresholdChart(pool: BinaryPool, swept: Sweep): Chart {
  const { curves, best } = thresholdCurves(swept);
  const names = curves.map(({ series }) => series);
  const name = String(pool.positive);
  return {
    id: "threshold",
    title: "Choice of the threshold",
    caption:
      `What becomes of precision and recall where everything of at least this probability is called ${name}. F1, their balance, is highest at ${best.at.toFixed(2)} (${best.f1.toFixed(3)}); ` +
      `where a miss costs more than a false alarm, or less, another threshold is better.`,
    alt: `Precision, recall and F1 by threshold; F1 is highest, ${best.f1.toFixed(3)}, at ${best.at.toFixed(2)}.`,
    spec: chartSpec([
      curveLayer(curves, {
        xTitle: `Threshold on the probability of ${name}`,
        yTitle: "Precision, recall, F1",
        mark: { strokeWidth: 2 },
        color: {
          field: "series",
          type: "nominal",
          title: null,
          scale: { domain: names, range: [COLOURS.first, COLOURS.second, COLOURS.third] },
        },
      }),
    ]),
  };
}

function thresholdCurves({ thresholds, truePositives, falsePositives }: Sweep): {
  readonly curves: readonly Curve[];
  readonly best: { readonly at: number; readonly f1: number };
} {
  const positives = truePositives[truePositives.length - 1]!;
  const x = Float64Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS);
  const [precision, recall, f1] = [new Float64Array(x.length), new Float64Array(x.length), new Float64Array(x.length)];
  let defined = 0;
  for (let step = 0, i = thresholds.length - 1; step <= STEPS; step++) {
    while (i >= 0 && thresholds[i]! < x[step]!) i--;
    if (i < 0) break;
    defined = step + 1;
    precision[step] = truePositives[i]! / (truePositives[i]! + falsePositives[i]!);
    recall[step] = truePositives[i]! / positives;
    f1[step] = (2 * truePositives[i]!) / (truePositives[i]! + falsePositives[i]! + positives);
  }
  const top = f1.indexOf(Math.max(...f1));
  const curve = (series: string, y: Float64Array) => ({ x: x.subarray(0, defined), y: y.subarray(0, defined), series });
  return {
    curves: [curve("precision", precision), curve("recall", recall), curve("F1", f1)],
    best: { at: x[top]!, f1: f1[top]! },
  };
}
