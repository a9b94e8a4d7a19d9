const HIGHER = [
  "accuracy",
  "balancedAccuracy",
  "precision",
  "recall",
  "f1",
  "mcc",
  "rocAuc",
  "prAuc",
  "r2",
  "ndcg",
  "map",
  "recallAtK",
];
const LOWER = ["logLoss", "brier", "mae", "mse", "rmse", "mape", "medianAe", "maxError", "pinball"];

/** The names of all of them. */
export const METRICS: readonly string[] = [...HIGHER, ...LOWER];

/** Whether more of a metric is better; undefined for one that is not Tandem's own. */
export function higherIsBetter(metric: string): boolean | undefined {
  if (HIGHER.includes(metric)) return true;
  return LOWER.includes(metric) ? false : undefined;
}
