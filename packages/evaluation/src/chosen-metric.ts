import { TandemError, type Task } from "@tandem/core";
import { higherIsBetter } from "./metric-direction.ts";
import "./errors.ts";

export interface MetricChoice {
  /** Which of the task's metrics. Default: rocAuc where the task has a positive class, else logLoss; rmse for regression. A custom task must say. */
  readonly metric?: string | undefined;
  /** Needed for a metric that is not Tandem's own. */
  readonly higherIsBetter?: boolean | undefined;
}

/** The metric, and the sign that makes more of it better. @throws TandemError `metric/bad-option` where either is left open */
export function chosenMetric<L, O>(
  purpose: string,
  task: Task<L, O>,
  options: MetricChoice,
): { readonly metric: string; readonly sign: 1 | -1 } {
  const unusable = (option: string, expected: string) =>
    new TandemError("metric/bad-option", { metric: purpose, option, found: "missing", expected });
  const usual =
    task.kind === "regression"
      ? "rmse"
      : task.kind === "classification"
        ? task.positive === undefined
          ? "logLoss"
          : "rocAuc"
        : undefined;
  const metric = options.metric ?? usual;
  if (metric === undefined) throw unusable("metric", "the name of one of the custom task's metrics");
  const higher = options.higherIsBetter ?? higherIsBetter(metric);
  if (higher === undefined)
    throw unusable("higherIsBetter", `true or false, as ${metric} is not one of Tandem's metrics`);
  return { metric, sign: higher ? 1 : -1 };
}
