import {
  digestSamples,
  isLabeled,
  sha256,
  utf8Bytes,
  withoutLabels,
  type LabeledSamples,
  type Predictions,
  type Samples,
} from "@tandem/core";

/** What a model said of the first rows it was trained on, so that a copy loaded later can be held to the same. */
export type PredictionCheck = {
  readonly rows: number;
  /** Digest of those rows without their labels. */
  readonly samples: string;
  /** Digest of the predictions for them, to the last bit of every number. */
  readonly predictions: string;
};

const CHECKED_ROWS = 32;

/** The rows that a check is about: the first of what a model is trained on, without labels. */
export function checkedRows<D>(samples: Samples<D>, rows = CHECKED_ROWS): Samples<D> {
  const first = samples.select(Int32Array.from({ length: Math.min(rows, samples.length) }, (_, row) => row));
  return isLabeled<D, unknown>(first) ? withoutLabels(first as LabeledSamples<D, unknown>) : first;
}

export async function checkPredictions<D, O extends object>(
  model: { predict(samples: Samples<D>): Promise<Predictions<O>> },
  samples: Samples<D>,
): Promise<PredictionCheck> {
  const first = checkedRows(samples);
  return {
    rows: first.length,
    samples: digestSamples(first),
    predictions: digestPredictions(await model.predict(first)),
  };
}

/** SHA-256 of predictions with their ids. Numbers are written with all their digits, -0 apart from 0. */
export function digestPredictions(predictions: Iterable<object>): string {
  return sha256(utf8Bytes(JSON.stringify([...predictions], exact)));
}

function exact(_: string, value: unknown): unknown {
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))
    return `number ${Object.is(value, -0) ? "-0" : value}`;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
