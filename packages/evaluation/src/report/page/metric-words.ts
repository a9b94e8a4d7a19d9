import type { MetricSummary } from "../../summarize.ts";
import type { Report } from "../report.ts";

interface Words {
  readonly name: string;
  readonly meaning: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  accuracy: { name: "Accuracy", meaning: "share of predictions that are right" },
  balancedAccuracy: {
    name: "Balanced accuracy",
    meaning: "share found of each class, averaged: 1 / number of classes is guessing",
  },
  precision: { name: "Precision", meaning: "of those predicted as a class, the share that is of it" },
  recall: { name: "Recall", meaning: "of those of a class, the share that is found" },
  f1: { name: "F1", meaning: "harmonic mean of precision and recall" },
  mcc: { name: "Matthews correlation", meaning: "correlation of labels and predictions: 0 is guessing, 1 perfect" },
  logLoss: { name: "Log-loss", meaning: "surprise at the true label, in nats: less is better" },
  brier: { name: "Brier score", meaning: "mean squared error of the probabilities: less is better" },
  rocAuc: { name: "ROC-AUC", meaning: "chance that one of the class scores above one that is not: 0.5 is guessing" },
  prAuc: { name: "Average precision", meaning: "area under the precision-recall curve: the class's share is guessing" },
  mae: { name: "Mean absolute error", meaning: "in the label's unit: less is better" },
  rmse: {
    name: "RMSE",
    meaning: "root of the mean squared error, in the label's unit: less is better, large errors count more",
  },
  r2: { name: "R²", meaning: "share of the variance explained: 0 is predicting the mean, 1 perfect" },
  mape: { name: "MAPE", meaning: "mean error as a share of the label: less is better" },
  medianAe: { name: "Median absolute error", meaning: "half of the errors are smaller, in the label's unit" },
  bias: { name: "Bias", meaning: "mean of predicted less actual: above 0 predictions are too high" },
};

const HEADLINES = ["rocAuc", "prAuc", "r2", "rmse", "mae", "mape", "accuracy", "logLoss", "f1", "balancedAccuracy"];

export function metricName(metric: string): string {
  return WORDS[metric]?.name ?? metric;
}

export function metricMeaning(metric: string): string {
  return WORDS[metric]?.meaning ?? "";
}

/** The four metrics to show large. */
export function headlines({ summary }: Report): readonly string[] {
  const known = HEADLINES.filter((metric) => metric in summary);
  return (known.length > 0 ? known : Object.keys(summary)).slice(0, 4);
}

/** Decimals that suit the size of a value: none from 1,000, three around 1, more below 0.1. */
function decimals(value: number): number {
  const size = Math.abs(value);
  if (size >= 1000) return 0;
  if (size >= 10) return 1;
  return size >= 0.0995 || size === 0 ? 3 : Math.min(8, 2 - Math.floor(Math.log10(size)));
}

function fixed(value: number, places: number): string {
  return value
    .toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places })
    .replace("-", "\u2212");
}

export function metricValue(value: number): string {
  return fixed(value, decimals(value));
}

/** To as many decimals as its mean, or one significant digit where that is more. */
export function metricSpread({ mean, sd }: MetricSummary): string {
  const needed = sd === 0 ? 0 : Math.min(8, Math.ceil(-Math.log10(sd)));
  return `± ${fixed(sd, Math.max(decimals(mean), sd < 1 ? needed : 0))}`;
}
