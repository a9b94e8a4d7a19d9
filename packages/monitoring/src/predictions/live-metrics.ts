import {
  predictionsOf,
  TandemError,
  type Filter,
  type Label,
  type Predictions,
  type TableStore,
  type Task,
} from "@tandem/core";
import { evaluate, type Metrics } from "@tandem/evaluation";
import type { PredictionRow } from "./prediction-row.ts";

export interface LiveQuery {
  readonly endpoint: string;
  /** Like `churn@candidate`; default all targets. */
  readonly target?: string;
  /** Only predictions since then. */
  readonly since?: Date;
  /** Most predictions, the newest. Default 10,000. */
  readonly limit?: number;
  /** The classes that a classifier may know, sorted: answers and labels may lack a rare one. */
  readonly classes?: readonly Label[] | undefined;
}

export interface LiveMetrics {
  /** Predictions whose label has come. */
  readonly labelled: number;
  /** Of the task's kind; absent where no label has come, or where nothing tells which classes the probabilities are of. */
  readonly metrics?: Metrics;
}

/** The metrics of predictions whose labels have come; outputs are the task's outcomes. Failed answers count in none. */
export async function liveMetrics<L, O extends object>(
  table: TableStore<PredictionRow>,
  task: Task<L, O>,
  { endpoint, target, since, limit = 10_000, classes }: LiveQuery,
): Promise<LiveMetrics> {
  const all: Filter<PredictionRow>[] = [
    ["endpoint", "=", endpoint],
    ["error", "missing", true],
    ["label", "missing", false],
    ...(target === undefined ? [] : [["target", "=", target] as const]),
    ...(since === undefined ? [] : [["at", ">=", since.toISOString()] as const]),
  ];
  const rows: PredictionRow[] = [];
  const orderBy = [{ column: "at", descending: true }] as const;
  for await (const row of table.select({ where: { all }, orderBy, limit })) rows.push(row);
  if (rows.length === 0) return { labelled: 0 };
  const predictions = predictionsOf<O>(
    rows.map(({ id }) => id),
    rows.map(({ output }) => output as unknown as O),
  );
  const labels = rows.map(({ label }) => label as L);
  const metrics = metricsOf(task, predictions, labels, classes as readonly L[] | undefined);
  return { labelled: rows.length, ...(metrics ? { metrics } : {}) };
}

/** By what answers and labels show, else by the given classes; undefined where neither are those of the probabilities. */
function metricsOf<L, O extends object>(
  task: Task<L, O>,
  predictions: Predictions<O>,
  labels: readonly L[],
  classes: readonly L[] | undefined,
): Metrics | undefined {
  try {
    return evaluate(task, predictions, labels);
  } catch (error) {
    if (!TandemError.is(error, "metric/bad-option")) throw error;
    const width = (predictions.column("probabilities" as never) as ArrayLike<ArrayLike<number>>)[0]?.length;
    return classes?.length === width ? evaluate(task, predictions, labels, { classes }) : undefined;
  }
}
