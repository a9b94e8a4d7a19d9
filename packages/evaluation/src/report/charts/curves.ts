import type { Json } from "@tandem/core";
import { rounded, thinned } from "../thinning.ts";
import { axis, SHARE } from "./theme.ts";

export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** What tells it from the other curves of its layer. */
  readonly series: string;
}

/** Curves as rows of a chart's data: `i` keeps the order of points of equal x. */
export function curveRows(curves: readonly Curve[]): Json[] {
  return curves.flatMap(({ x, y, series }) =>
    thinned(x, y).map((at, i): Json => ({ x: rounded(x[at]!), y: rounded(y[at]!), series, i })),
  );
}

export interface CurveLook {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Mark properties. */
  readonly mark: { readonly [key: string]: Json };
  /** The encoding of colour, where series have colours. */
  readonly color?: Json;
}

/** Lines over the unit square. */
export function curveLayer(curves: readonly Curve[], { xTitle, yTitle, mark, color }: CurveLook): Json {
  return {
    data: { values: curveRows(curves) },
    mark: { type: "line", ...mark },
    encoding: {
      x: axis("x", xTitle, SHARE),
      y: axis("y", yTitle, SHARE),
      order: { field: "i" },
      ...(color === undefined ? { detail: { field: "series" } } : { color }),
    },
  };
}
