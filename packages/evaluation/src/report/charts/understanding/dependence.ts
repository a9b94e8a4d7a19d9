import type { Dependence } from "../../../importance/partial-dependence.ts";
import type { Chart, ChartSpec, Report } from "../../report.ts";
import { rounded } from "../../thinning.ts";
import { axis, chartSpec, COLOURS } from "../theme.ts";
import { names } from "./importance.ts";

/** One chart for each field, all on the same scale of predictions, so that they can be compared. */
export function dependenceCharts(all: readonly Dependence[], kind: Report["task"]["kind"]): readonly Chart[] {
  const means = all.flatMap(({ means: own }) => [...own]);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const room = (high - low) * 0.06 || 1;
  const probable = kind === "classification";
  const predicted: Predicted = {
    title: probable ? "Mean probability" : "Mean prediction",
    more: {
      scale: { domain: [rounded(low - room), rounded(high + room)], zero: false, nice: false },
      axis: { tickCount: 6, format: probable ? ".0%" : formatOf(high - low, high) },
    },
  };
  return all
    .filter(({ values }) => values.length > 0)
    .map((dependence, i) => dependenceChart(dependence, i, predicted));
}

/** The axis of predictions. */
interface Predicted {
  readonly title: string;
  readonly more: ChartSpec;
}

/** Thousands with a letter, smaller numbers as they are. */
function formatOf(range: number, most: number): string {
  return Math.max(range, Math.abs(most)) >= 10_000 ? "~s" : "~r";
}

function dependenceChart(dependence: Dependence, i: number, predicted: Predicted): Chart {
  const { field, values, means } = dependence;
  const byNumber = values.every((value) => typeof value === "number");
  return {
    id: `dependence-${i + 1}`,
    title: `Prediction by ${field}`,
    caption: `The mean prediction if every sample had this ${field}, all else as it is. Where ${field} goes with other fields, some of these samples are unlike any real one.`,
    alt: `Partial dependence on ${field}: from ${rounded(Math.min(...means))} to ${rounded(Math.max(...means))}.`,
    spec: byNumber ? curve(dependence, predicted) : dotPlot(dependence, predicted),
  };
}

function curve({ field, values, means }: Dependence, predicted: Predicted): ChartSpec {
  const rows = values.map((value, i) => ({ value: rounded(Number(value)), mean: rounded(means[i]!) }));
  const encoding = {
    x: axis("value", field, {
      scale: { zero: false, nice: false },
      axis: { tickCount: 6, format: formatOf(0, Number(values.at(-1))) },
    }),
    y: axis("mean", predicted.title, predicted.more),
  };
  return chartSpec(
    [
      { data: { values: rows }, mark: { type: "line", color: COLOURS.first, strokeWidth: 2 }, encoding },
      { data: { values: rows }, mark: { type: "circle", color: COLOURS.first, opacity: 1, size: 26 }, encoding },
    ],
    { height: 220 },
  );
}

/** Categories down the side, the highest prediction first. */
function dotPlot({ values, means }: Dependence, predicted: Predicted): ChartSpec {
  const rows = values
    .map((value, i) => ({ value: String(value), mean: rounded(means[i]!) }))
    .sort((a, b) => b.mean - a.mean);
  return chartSpec(
    [
      {
        data: { values: rows },
        mark: { type: "circle", color: COLOURS.first, opacity: 1, size: 60 },
        encoding: { y: names("value"), x: axis("mean", predicted.title, predicted.more) },
      },
    ],
    { width: 280, height: Math.max(90, 20 * rows.length) },
  );
}
