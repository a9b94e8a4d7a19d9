import { precisionRecallOf } from "../../metrics/precision-recall-curve.ts";
import { rocCurveOf } from "../../metrics/roc.ts";
import type { Sweep } from "../../metrics/thresholds.ts";
import { thinned } from "../thinning.ts";
import type { Curve } from "./curves.ts";

type Points = Omit<Curve, "series">;

/** How well scores rank: curves of no more points than are drawn. */
export interface Ranking {
  readonly roc: Points;
  readonly precisionRecall: Points;
}

export function rankingOf(swept: Sweep): Ranking {
  const { falsePositiveRate, truePositiveRate } = rocCurveOf(swept);
  const { precision, recall } = precisionRecallOf(swept, true);
  return {
    roc: points(falsePositiveRate, truePositiveRate),
    precisionRecall: points(recall.toReversed(), precision.toReversed()),
  };
}

function points(x: Float64Array, y: Float64Array): Points {
  const kept = thinned(x, y);
  return { x: Float64Array.from(kept, (at) => x[at]!), y: Float64Array.from(kept, (at) => y[at]!) };
}
