import type { MetricSummary } from "../../summarize.ts";

/** `0.921 ± 0.004`, or `0.921` of a single fold. */
export function meanAndSpread(summary: MetricSummary | undefined): string {
  if (!summary) return "not defined";
  return summary.folds > 1 ? `${summary.mean.toFixed(3)} ± ${summary.sd.toFixed(3)}` : summary.mean.toFixed(3);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
}

export function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : Number(value.toPrecision(4)).toLocaleString("en-US");
}
