import type { Metrics } from "./evaluate.ts";

export interface MetricSummary {
  readonly mean: number;
  /** Standard deviation over the folds, n - 1 in the denominator; 0 for a single fold. */
  readonly sd: number;
  /** Number of folds that have the metric. */
  readonly folds: number;
}

/** Mean and spread of every metric over the folds that have it, in order of first appearance. */
export function summarize(folds: readonly Metrics[]): Readonly<Record<string, MetricSummary>> {
  const values = new Map<string, number[]>();
  for (const metrics of folds)
    for (const [name, value] of Object.entries(metrics)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, list]) => [name, summaryOf(list)]));
}

function summaryOf(values: readonly number[]): MetricSummary {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0, folds: values.length };
}
