import type { Json, Label } from "@tandem/core";
import type { ConfusionMatrix } from "../../metrics/confusion.ts";
import type { Chart } from "../report.ts";
import { rounded } from "../thinning.ts";
import { chartSpec, COLOURS, HEIGHT, WIDTH } from "./theme.ts";
import { count, percent } from "./words.ts";

/** Classes shown one by one; the rarest of more are taken together. */
const SHOWN = 12;

export function confusionChart(matrix: ConfusionMatrix<Label>): Chart {
  const { names, counts } = shown(matrix);
  const size = names.length;
  const values = names.flatMap((known, i) => {
    const row = counts.subarray(i * size, (i + 1) * size);
    const total = row.reduce((sum, value) => sum + value, 0);
    return names.map((predicted, j): Json => cell(known, predicted, row[j]!, total));
  });
  const right =
    names.reduce((sum, _, i) => sum + counts[i * size + i]!, 0) / counts.reduce((sum, value) => sum + value, 0);
  const side = (field: string, title: string) => ({
    field,
    type: "nominal",
    title,
    sort: names,
    axis: { labelAngle: 0, labelLimit: 90, domain: false, ticks: false },
  });
  const encoding = { x: side("predicted", "Predicted"), y: side("known", "Known") };
  const fontSize = size <= 4 ? 13 : size <= 8 ? 10 : 8;
  const text = (field: string, dy: number, more: { readonly [key: string]: Json }): Json => ({
    data: { values },
    mark: { type: "text", dy, fontSize, ...more },
    encoding: {
      ...encoding,
      text: { field, type: "nominal" },
      color: { condition: { test: "datum.share > 0.6", value: COLOURS.onFirst }, value: COLOURS.ink },
    },
  });
  return {
    id: "confusion",
    title: "Confusion matrix",
    caption: `What each class (row) was predicted as (column): number of held-out samples and share of the row, the darker the more. ${percent(right)} lie on the diagonal, where the prediction is right.`,
    alt: `Confusion matrix of ${names.join(", ")}; ${percent(right)} of predictions are right.`,
    spec: chartSpec(
      [
        {
          data: { values },
          mark: { type: "rect", color: COLOURS.first, stroke: COLOURS.grid },
          encoding: {
            ...encoding,
            fillOpacity: {
              field: "share",
              type: "quantitative",
              scale: { domain: [0, 1], range: [0.02, 1] },
              legend: null,
            },
          },
        },
        text("count", size <= 8 ? -fontSize * 0.6 : 0, { fontWeight: 600 }),
        ...(size <= 8 ? [text("percent", fontSize * 0.8, { fontSize: fontSize - 1 })] : []),
      ],
      { width: WIDTH - 40, height: HEIGHT - 20 },
    ),
  };
}

function cell(known: string, predicted: string, value: number, total: number): Json {
  const share = total === 0 ? 0 : value / total;
  return { known, predicted, count: count(value), share: rounded(share), percent: percent(share) };
}

function shown({ classes, counts }: ConfusionMatrix<Label>): {
  readonly names: readonly string[];
  readonly counts: Float64Array;
} {
  const size = classes.length;
  if (size <= SHOWN) return { names: classes.map(String), counts };
  const support = classes.map((_, i) =>
    counts.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0),
  );
  const frequent = new Set([...support.keys()].sort((a, b) => support[b]! - support[a]!).slice(0, SHOWN - 1));
  const kept = [...support.keys()].filter((code) => frequent.has(code));
  const placeOf = support.map((_, code) => (frequent.has(code) ? kept.indexOf(code) : SHOWN - 1));
  const merged = new Float64Array(SHOWN ** 2);
  counts.forEach((value, at) => (merged[placeOf[Math.floor(at / size)]! * SHOWN + placeOf[at % size]!]! += value));
  return { names: [...kept.map((code) => String(classes[code])), `${size - kept.length} others`], counts: merged };
}
