import type { Json } from "@tandem/core";
import type { ChartSpec } from "../report.ts";

/** The colours of all charts, dark on light. A page may put its own in their place: each is used for one purpose only. */
export const COLOURS = {
  ink: "#1c2733",
  muted: "#5d6b7a",
  grid: "#e4e9ef",
  first: "#1f66ad",
  second: "#c4540f",
  third: "#12805c",
  fourth: "#8a3fa0",
  fifth: "#a67c00",
  sixth: "#c02f5d",
  seventh: "#4d6a00",
  eighth: "#0d7f95",
  onFirst: "#fdfefe",
} as const;

export const SERIES: readonly string[] = [
  COLOURS.first,
  COLOURS.second,
  COLOURS.third,
  COLOURS.fourth,
  COLOURS.fifth,
  COLOURS.sixth,
  COLOURS.seventh,
  COLOURS.eighth,
];

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif";

const config: ChartSpec = {
  font: FONT,
  background: "transparent",
  padding: 4,
  aria: false,
  view: { stroke: null },
  axis: {
    domainColor: COLOURS.muted,
    tickColor: COLOURS.grid,
    gridColor: COLOURS.grid,
    labelColor: COLOURS.muted,
    titleColor: COLOURS.ink,
    titleFontWeight: 500,
    titlePadding: 8,
    labelFontSize: 11,
    titleFontSize: 12,
  },
  legend: {
    labelColor: COLOURS.ink,
    titleColor: COLOURS.muted,
    titleFontWeight: 500,
    labelFontSize: 11,
    titleFontSize: 11,
    orient: "bottom",
    direction: "horizontal",
    columns: 4,
    symbolStrokeWidth: 3,
  },
};

export const WIDTH = 360;
export const HEIGHT = 300;

/** A chart of layers over one plot, its data inside. */
export function chartSpec(layers: readonly Json[], more: ChartSpec = {}): ChartSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: WIDTH,
    height: HEIGHT,
    config,
    layer: layers,
    ...more,
  };
}

/** A field on an axis with a title; `more` goes to the encoding. */
export function axis(field: string, title: string, more: ChartSpec = {}): ChartSpec {
  return { field, type: "quantitative", title, ...more };
}

/** The whole range from 0 to 1, as percent. */
export const SHARE: ChartSpec = {
  scale: { domain: [0, 1] },
  axis: { format: ".0%", values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
};

/** A dashed line from one point to another: what chance or perfection would give. */
export function referenceLine(from: readonly [number, number], to: readonly [number, number]): Json {
  return {
    data: {
      values: [
        { x: from[0], y: from[1] },
        { x: to[0], y: to[1] },
      ],
    },
    mark: { type: "line", strokeDash: [4, 4], color: COLOURS.muted, strokeWidth: 1.2 },
    encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
  };
}
