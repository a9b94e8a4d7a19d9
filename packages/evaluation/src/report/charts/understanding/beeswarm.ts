import type { Explained } from "../../../importance/understand-model.ts";
import type { Chart } from "../../report.ts";
import { rounded } from "../../thinning.ts";
import { axis, chartSpec, COLOURS } from "../theme.ts";
import { names, restOf, SHOWN } from "./importance.ts";

/** From low to high values; they can be told apart on light and on dark paper. */
const STEPS = ["#2f7fd0", "#5b78c4", "#7f70b6", "#9f66a5", "#bb5b91", "#d2507a", "#e4455f"] as const;
const BINS = 120;
const ROW = 34;

interface Dot {
  readonly feature: string;
  readonly x: number;
  readonly offset: number;
  readonly colour: string;
}

/** What moved each prediction: a dot for each sample in the row of each feature. */
export function beeswarmChart({ explanation, heights }: Explained): Chart {
  const { features, outputs, contributions } = explanation;
  const output = outputs === 1 ? 0 : outputs - 1;
  const rows = contributions.length / (outputs * features.length);
  const of = (feature: number) =>
    Float64Array.from(
      { length: rows },
      (_, row) => contributions[(row * outputs + output) * features.length + feature]!,
    );
  const size = features.map((_, feature) => of(feature).reduce((sum, value) => sum + Math.abs(value), 0));
  const shown = features
    .map((_, i) => i)
    .sort((a, b) => size[b]! - size[a]!)
    .slice(0, SHOWN);
  const parts = shown.map(of);
  const range = parts
    .flatMap((part) => [...part])
    .reduce(([low, high], x) => [Math.min(low, x), Math.max(high, x)] as const, [0, 0] as readonly [number, number]);
  const values = shown
    .flatMap((feature, i) => dots(features[feature]!, parts[i]!, heights[features[feature]!], range))
    .sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : 0));
  const about = outputs === 1 ? "" : ` of the last of ${outputs} classes`;
  return {
    id: "contributions",
    title: "What moves predictions",
    caption:
      `SHAP values: each dot is a held-out sample, to the right where the feature raises its raw score${about}, to the left where it lowers it. ` +
      `Blue are low values of the feature, red high ones, grey what is missing or no number.${restOf(features.length)}`,
    alt: `SHAP values of ${rows} samples; the widest spread has ${features[shown[0]!]}.`,
    wide: true,
    spec: chartSpec(
      [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: COLOURS.muted, strokeWidth: 1 },
          encoding: { x: { field: "zero", type: "quantitative" } },
        },
        {
          data: { values: values.map((dot) => ({ ...dot })) },
          mark: { type: "circle", size: 13, opacity: 0.85 },
          encoding: {
            y: { ...(names("feature") as object), sort: shown.map((feature) => features[feature]!) },
            yOffset: { field: "offset", type: "quantitative", scale: { domain: [-1, 1] } },
            x: axis("x", "Contribution to the raw score", { axis: { tickCount: 6 } }),
            color: { field: "colour", type: "nominal", scale: null },
          },
        },
      ],
      { width: 620, height: ROW * shown.length },
    ),
  };
}

/** Dots that would lie on each other are put above and below in turns; the fullest place takes nine tenths of the row. */
function dots(
  feature: string,
  parts: Float64Array,
  heights: Float64Array | undefined,
  [low, high]: readonly [number, number],
): readonly Dot[] {
  const binOf = (x: number) => Math.floor(((x - low) / (high - low || 1)) * BINS);
  const counts = new Map<number, number>();
  const places = Array.from(parts, (x) => {
    const place = counts.get(binOf(x)) ?? 0;
    counts.set(binOf(x), place + 1);
    return place;
  });
  const step = Math.min(0.16, 1.8 / Math.max(1, ...counts.values()));
  return places.map((place, row) => ({
    feature,
    x: rounded(parts[row]!),
    offset: rounded((place % 2 ? 1 : -1) * Math.ceil(place / 2) * step),
    colour: colourOf(heights?.[row]),
  }));
}

function colourOf(height: number | undefined): string {
  if (height === undefined || Number.isNaN(height)) return COLOURS.muted;
  return STEPS[Math.min(STEPS.length - 1, Math.floor(height * STEPS.length))]!;
}
