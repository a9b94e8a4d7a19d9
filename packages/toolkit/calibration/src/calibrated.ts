import {
  abortable,
  newRun,
  TandemError,
  type Classified,
  type Label,
  type LabeledSamples,
  type ModelPackage,
  type Samples,
  type TrainedModel,
  type TrainingOptions,
} from "@tandem/core";
import { withCalibration, withoutCalibration, type Calibration } from "./calibrated-artifact.ts";
import { applyCalibration, type CalibrationMethod } from "./class-calibration.ts";
import { classOutcomes, classRows } from "./class-outcomes.ts";
import "./errors.ts";
import { learnCalibration, partOf } from "./learn-calibration.ts";

export interface CalibratedOptions {
  /** `isotonic` follows any shape and wants a thousand samples or more; `sigmoid` (Platt) does with few. Default `isotonic`. */
  readonly method?: CalibrationMethod;
  /** Parts held out in turn; fewer where a class has fewer samples. Default 5. */
  readonly folds?: number;
}

/**
 * The same classifier with calibrated probabilities: it is trained once for each part of the samples held out, its
 * predictions for those teach the calibration, and then once on all samples. Samples are split, not features, so
 * nothing of a held-out sample reaches the dataset's state; groups stay together. Training takes `folds` + 1 times as
 * long, predicting the same. Where two classes' order of probabilities matters, isotonic calibration may make ties.
 * @throws TandemError (from `train`) `calibration/unusable` where there is a class with fewer than two samples
 */
export function calibrated<D, L extends Label>(
  inner: ModelPackage<D, L, Classified<L>>,
  options: CalibratedOptions = {},
): ModelPackage<D, L, Classified<L>> {
  const { method = "isotonic", folds = 5 } = options;
  if (!(Number.isInteger(folds) && folds >= 2))
    throw new TandemError("model/bad-definition", {
      name: inner.name,
      reason: `calibrated() got ${folds} folds; give a whole number of at least 2`,
    });
  return {
    ...inner,
    train: (samples, run = newRun(), training = {}) =>
      abortable(`training ${inner.name}`, run.signal, async () => {
        const learned = await learnCalibration(inner, samples as unknown as LabeledSamples<D, L>, run, method, folds);
        const { previous, ...rest } = training;
        const own: TrainingOptions<D, L> = previous
          ? { ...rest, previous: withoutCalibration(inner.name, previous).artifact }
          : rest;
        const share = 1 / (learned.folds + 1);
        const model = await inner.train(samples, partOf(run, run.seed, 1 - share, share, true), own);
        return wrap(inner.name, model, learned.calibration);
      }),
    async restore(artifact) {
      const { artifact: own, calibration } = withoutCalibration<L>(inner.name, artifact);
      return wrap(inner.name, await inner.restore(own), calibration);
    },
  };
}

function wrap<D, L extends Label>(
  name: string,
  model: TrainedModel<D, Classified<L>>,
  calibration: Calibration<L>,
): TrainedModel<D, Classified<L>> {
  const { classes, maps } = calibration;
  return {
    async predict(samples: Samples<D>, options = {}) {
      const predictions = await model.predict(samples, options);
      if (predictions.length === 0) return predictions;
      const raw = { width: classes.length, probabilities: classRows(name, predictions, classes, classes) };
      return classOutcomes(predictions.ids, classes, applyCalibration(maps, raw));
    },
    explain: (samples) => model.explain(samples),
    toArtifact: async () => withCalibration(await model.toArtifact(), calibration),
    close: () => model.close(),
  };
}
