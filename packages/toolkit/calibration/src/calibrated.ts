import {
  abortable,
  deriveSeed,
  newRun,
  predictionsOf,
  sortedClasses,
  TandemError,
  type Artifact,
  type Classified,
  type Json,
  type Label,
  type LabeledSamples,
  type ModelPackage,
  type Predictions,
  type Run,
  type Samples,
  type TrainedModel,
  type TrainingOptions,
  type TrainingSamples,
} from "@tandem/core";
import {
  applyCalibration,
  fitCalibration,
  type CalibrationMap,
  type CalibrationMethod,
  type ClassRows,
} from "./class-calibration.ts";
import "./errors.ts";
import { foldOfRows } from "./held-out-rows.ts";

export interface CalibratedOptions {
  /** `isotonic` follows any shape and wants a thousand samples or more; `sigmoid` (Platt) does with few. Default `isotonic`. */
  readonly method?: CalibrationMethod;
  /** Parts held out in turn; fewer where a class has fewer samples. Default 5. */
  readonly folds?: number;
}

/** What is learned besides the model itself. */
type Calibration<L> = { readonly classes: readonly L[]; readonly maps: readonly CalibrationMap[] };

/** Before the format of the model itself; a later form of calibration gets another. */
const FORMAT = "calibrated-";

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
        const calibration = await learnCalibration(
          inner,
          samples as unknown as LabeledSamples<D, L>,
          run,
          method,
          folds,
        );
        const { previous, ...rest } = training;
        const own: TrainingOptions<D, L> = previous
          ? { ...rest, previous: unwrapped(inner.name, previous).artifact }
          : rest;
        const share = 1 / (calibration.folds + 1);
        const model = await inner.train(samples, partOf(run, run.seed, 1 - share, share, true), own);
        return wrap(inner.name, model, calibration.learned);
      }),
    async restore(artifact) {
      const { artifact: own, calibration } = unwrapped<L>(inner.name, artifact);
      return wrap(inner.name, await inner.restore(own), calibration);
    },
  };
}

async function learnCalibration<D, L extends Label>(
  inner: ModelPackage<D, L, Classified<L>>,
  samples: LabeledSamples<D, L>,
  run: Run,
  method: CalibrationMethod,
  wanted: number,
) {
  const labels = samples.labels as ArrayLike<unknown> as ArrayLike<L>;
  const classes = sortedClasses(labels);
  const width = classes.length;
  if (samples.length === 0) throw new TandemError("dataset/empty", { model: inner.name });
  const { foldOf, folds } = foldOfRows(samples, wanted, run.seed);
  const probabilities = new Float64Array(samples.length * width);
  for (let fold = 0; fold < folds; fold++) {
    run.signal.throwIfAborted();
    const [train, test] = [rowsWhere(foldOf, (at) => at !== fold), rowsWhere(foldOf, (at) => at === fold)];
    const part = samples.select(train);
    const share = 1 / (folds + 1);
    const model = await inner.train(
      part as unknown as TrainingSamples<D, L>,
      partOf(run, deriveSeed(run.seed, fold), fold * share, share, false),
    );
    try {
      const predictions = await model.predict(samples.select(test), { signal: run.signal });
      const known = sortedClasses(part.labels as ArrayLike<unknown> as ArrayLike<L>);
      const rows = classRows(inner.name, predictions, classes, known);
      test.forEach((row, i) => probabilities.set(rows.subarray(i * width, (i + 1) * width), row * width));
    } finally {
      await model.close();
    }
  }
  const codes = Int32Array.from({ length: samples.length }, (_, row) => classes.indexOf(labels[row]!));
  const maps = fitCalibration(method, { width, probabilities }, codes, samples.weights);
  return { folds, learned: { classes, maps } };
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
      const raw: ClassRows = { width: classes.length, probabilities: classRows(name, predictions, classes, classes) };
      return outcomes(predictions.ids, classes, applyCalibration(maps, raw));
    },
    explain: (samples) => model.explain(samples),
    async toArtifact() {
      const artifact = await model.toArtifact();
      const { json, ...rest } = artifact.estimator;
      return {
        ...artifact,
        format: FORMAT + artifact.format,
        estimator: { ...rest, json: { calibration: calibration as unknown as Json, inner: json } },
      };
    },
    close: () => model.close(),
  };
}

function unwrapped<L>(
  name: string,
  artifact: Artifact,
): { readonly artifact: Artifact; readonly calibration: Calibration<L> } {
  const { json, ...rest } = artifact.estimator;
  if (!artifact.format.startsWith(FORMAT))
    throw new TandemError("artifact/incompatible", {
      model: name,
      what: "estimator format",
      expected: `${FORMAT}...`,
      found: artifact.format,
    });
  const held = json as { readonly calibration?: Calibration<L>; readonly inner?: Json } | null;
  if (!Array.isArray(held?.calibration?.classes) || !Array.isArray(held.calibration.maps) || held.inner === undefined)
    throw new TandemError("artifact/corrupt", { key: name, reason: "its estimator holds no calibration" });
  return {
    artifact: { ...artifact, format: artifact.format.slice(FORMAT.length), estimator: { ...rest, json: held.inner } },
    calibration: held.calibration,
  };
}

/** Probabilities with a column for each of `classes`, 0 for those that the model does not know. */
function classRows<L extends Label>(
  model: string,
  predictions: Predictions<Classified<L>>,
  classes: readonly L[],
  known: readonly L[],
): Float64Array {
  const rows = predictions.column("probabilities") as readonly (readonly number[])[];
  const width = classes.length;
  const flat = new Float64Array(predictions.length * width);
  const found = rows[0]?.length ?? width;
  const places = found === width ? classes.map((_, place) => place) : known.map((label) => classes.indexOf(label));
  if (places.length !== found)
    throw new TandemError("model/bad-output", {
      model,
      reason: `${found} probabilities a sample where it was trained on ${known.length} classes`,
    });
  rows.forEach((row, i) => places.forEach((place, k) => (flat[i * width + place] = row[k]!)));
  return flat;
}

function outcomes<L extends Label>(
  ids: readonly string[],
  classes: readonly L[],
  flat: Float64Array,
): Predictions<Classified<L>> {
  const width = classes.length;
  const best = (row: number) => {
    let top = 0;
    for (let code = 1; code < width; code++) if (flat[row * width + code]! > flat[row * width + top]!) top = code;
    return top;
  };
  const at = (row: number): Classified<L> => {
    const top = best(row);
    return {
      label: classes[top]!,
      probability: flat[row * width + top]!,
      probabilities: Array.from(flat.subarray(row * width, (row + 1) * width)),
    };
  };
  const rows = () => ids.map((_, row) => at(row));
  return predictionsOf<Classified<L>>(ids, {
    length: ids.length,
    at,
    column(field) {
      if (field === "probability") return Float64Array.from(rows(), ({ probability }) => probability);
      if (field === "probabilities") return rows().map(({ probabilities }) => probabilities);
      const labels = rows().map(({ label }) => label);
      return typeof classes[0] === "number" ? Float64Array.from(labels as number[]) : labels;
    },
  });
}

/** A run whose progress is a part of the whole run's; only the last one's metrics are logged. */
function partOf(run: Run, seed: number, from: number, share: number, logs: boolean): Run {
  return newRun({
    seed,
    signal: run.signal,
    onProgress: (done, total) => run.progress(Math.round((from + (total > 0 ? done / total : 0) * share) * 1000), 1000),
    ...(logs
      ? { onLog: (metric: string, value: number, step: number | undefined) => run.log(metric, value, step) }
      : {}),
  });
}

function rowsWhere(foldOf: Int32Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]!));
}
