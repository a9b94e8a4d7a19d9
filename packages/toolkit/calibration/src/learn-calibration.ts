import {
  deriveSeed,
  newRun,
  sortedClasses,
  TandemError,
  type Classified,
  type Label,
  type LabeledSamples,
  type ModelPackage,
  type Run,
  type TrainingSamples,
} from "@tandem/core";
import type { Calibration } from "./calibrated-artifact.ts";
import { fitCalibration, type CalibrationMethod } from "./class-calibration.ts";
import { classRows } from "./class-outcomes.ts";
import { foldOfRows } from "./held-out-rows.ts";

export interface Learned<L> {
  /** How many parts were held out. */
  readonly folds: number;
  readonly calibration: Calibration<L>;
}

/** Trains on all but one part of the samples, for each part, and fits maps to the predictions for the parts held out. */
export async function learnCalibration<D, L extends Label>(
  inner: ModelPackage<D, L, Classified<L>>,
  samples: LabeledSamples<D, L>,
  run: Run,
  method: CalibrationMethod,
  wanted: number,
): Promise<Learned<L>> {
  if (samples.length === 0) throw new TandemError("dataset/empty", { model: inner.name });
  const labels = labelsOf(samples);
  const classes = sortedClasses(labels);
  const width = classes.length;
  const { foldOf, folds } = foldOfRows(samples, wanted, run.seed);
  const probabilities = new Float64Array(samples.length * width);
  for (let fold = 0; fold < folds; fold++) {
    run.signal.throwIfAborted();
    const test = rowsWhere(foldOf, (at) => at === fold);
    const part = samples.select(rowsWhere(foldOf, (at) => at !== fold));
    const share = 1 / (folds + 1);
    const own = partOf(run, deriveSeed(run.seed, fold), fold * share, share, false);
    const rows = await heldOut(inner, part, samples.select(test), classes, own);
    test.forEach((row, i) => probabilities.set(rows.subarray(i * width, (i + 1) * width), row * width));
  }
  const codes = Int32Array.from({ length: samples.length }, (_, row) => classes.indexOf(labels[row]!));
  const maps = fitCalibration(method, { width, probabilities }, codes, samples.weights);
  return { folds, calibration: { classes, maps } };
}

/** Probabilities of all `classes` for samples that the model is not trained on. */
async function heldOut<D, L extends Label>(
  inner: ModelPackage<D, L, Classified<L>>,
  part: LabeledSamples<D, L>,
  rest: LabeledSamples<D, L>,
  classes: readonly L[],
  run: Run,
): Promise<Float64Array> {
  const model = await inner.train(part as unknown as TrainingSamples<D, L>, run);
  try {
    return classRows(
      inner.name,
      await model.predict(rest, { signal: run.signal }),
      classes,
      sortedClasses(labelsOf(part)),
    );
  } finally {
    await model.close();
  }
}

/** A run whose progress is a part of the whole run's; only the last one's metrics are logged. */
export function partOf(run: Run, seed: number, from: number, share: number, logs: boolean): Run {
  return newRun({
    seed,
    signal: run.signal,
    onProgress: (done, total) => run.progress(Math.round((from + (total > 0 ? done / total : 0) * share) * 1000), 1000),
    ...(logs
      ? { onLog: (metric: string, value: number, step: number | undefined) => run.log(metric, value, step) }
      : {}),
  });
}

function labelsOf<D, L extends Label>(samples: LabeledSamples<D, L>): ArrayLike<L> {
  return samples.labels as ArrayLike<unknown> as ArrayLike<L>;
}

function rowsWhere(foldOf: Int32Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]!));
}
