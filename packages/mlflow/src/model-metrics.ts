/** The last value of a metric of a logged model, for one run and one set of data. */
export interface ModelMetric {
  readonly key: string;
  /** Text where JSON has no number for it. */
  readonly value: number | string;
  readonly step: number;
  readonly time: number;
  readonly run: string;
  readonly dataset_name?: string;
  readonly dataset_digest?: string;
}

/** Those held, with the given ones added; of one metric the one of the latest step and time stays. */
export function modelMetrics(held: readonly ModelMetric[], given: readonly ModelMetric[]): readonly ModelMetric[] {
  const found = new Map<string, ModelMetric>();
  for (const metric of [...held, ...given]) {
    const { key, run, dataset_name, dataset_digest, step, time } = metric;
    const name = JSON.stringify([key, run, dataset_name, dataset_digest]);
    const before = found.get(name);
    if (!before || step > before.step || (step === before.step && time >= before.time)) found.set(name, metric);
  }
  return [...found.values()];
}

export function writtenMetrics(model: string, metrics: readonly ModelMetric[]) {
  return metrics.map(({ run, time, ...metric }) => ({ ...metric, timestamp: time, run_id: run, model_id: model }));
}
