import {
  abortable,
  isLabeled,
  newRun,
  saveModel,
  TandemError,
  type AnyModelPackage,
  type ArtifactStore,
  type Json,
  type ModelPackage,
  type ModelRef,
  type Samples,
  type TrainingOptions,
  type TrainingSamples,
} from "@tandem/core";
import { metricLog } from "./metric-log.ts";
import { tellStarted, type OnProgress } from "./progress.ts";
import { checkPredictions } from "./prediction-check.ts";
import { openArtifact } from "./versions.ts";
import { describeRun, finishRecord, type RunRecord } from "./run-record.ts";

export interface CreateOptions<D, L> {
  readonly store: ArtifactStore;
  /** Equal seeds and samples give equal versions. Default 0. */
  readonly seed?: number;
  /** Aborting throws `run/aborted`; nothing of the new version is left that a reader could see. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Held-out samples to watch while training, for models that stop early. */
  readonly validation?: TrainingSamples<D, L>;
  /** A saved version of the same model to go on from. */
  readonly previous?: string;
  /** What the model was made with, as far as the caller set it; kept in the record. */
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Metrics known beforehand, of a cross-validation say; kept in the record with those logged in training. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Rows of the source that did not meet the schema and are not among the samples; kept in the record. Default 0. */
  readonly leftOut?: number;
  /** Anything else worth finding again: source, environment, ticket. */
  readonly context?: Readonly<Record<string, Json>>;
}

export interface Created extends ModelRef {
  readonly record: RunRecord;
}

/**
 * Trains a model on samples and saves it with the record of the run.
 * @throws TandemError `app/unlabeled`, `dataset/empty`, `run/aborted`, and what the model and the store throw
 */
export async function createModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: TrainingSamples<D, L>,
  options: CreateOptions<D, L>,
): Promise<Created> {
  const { store, seed = 0, signal, onProgress } = options;
  const began = performance.now();
  const rows = samples as unknown as Samples<unknown>;
  requireLabels(pkg, rows, "training");
  tellStarted(onProgress, "create", pkg, rows);
  const { parameters = {}, context = {}, metrics = {}, leftOut } = options;
  const described = describeRun({ pkg, seed, samples: rows, leftOut, parameters, context, started: new Date() });
  described.catch(() => undefined); // awaited below, where its failure surfaces

  const log = metricLog();
  const durations: Record<string, number> = {};
  const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    durations[part] = Math.round((performance.now() - start) * 10) / 10;
    return result;
  };
  const run = newRun({
    seed,
    ...(signal ? { signal } : {}),
    onProgress: (done, total) => onProgress?.({ kind: "training", model: pkg.name, done, total }),
    onLog: (name, value, step) => {
      log.add(name, value, step);
      onProgress?.({ kind: "metric", model: pkg.name, name, value, ...(step === undefined ? {} : { step }) });
    },
  });
  const trained = await timed("train", async () => pkg.train(samples, run, await trainingOptions(pkg, options)));
  try {
    const artifact = await timed("encode", () => trained.toArtifact());
    const check = await timed("check", () => checkPredictions(trained, samples));
    const record = { ...finishRecord(await described, log, metrics, durations), check };
    await abortable(`training ${pkg.name}`, signal, async () => undefined);
    const ref = await saveModel(store, artifact, { record: { id: record.id, content: record } });
    onProgress?.({ kind: "saved", model: pkg.name, version: ref.version });
    onProgress?.({ kind: "finished", flow: "create", model: pkg.name, milliseconds: performance.now() - began });
    return { ...ref, record };
  } finally {
    await trained.close();
  }
}

/** @throws TandemError `app/unlabeled` unless the samples have labels or the model learns without. */
export function requireLabels(pkg: AnyModelPackage, samples: Samples<unknown>, flow: string): void {
  if (pkg.task.kind !== "custom" && samples.length > 0 && !isLabeled(samples))
    throw new TandemError("app/unlabeled", { model: pkg.name, flow });
}

async function trainingOptions<D, L>(
  pkg: AnyModelPackage,
  options: CreateOptions<D, L>,
): Promise<TrainingOptions<D, L>> {
  const { store, validation, previous } = options;
  return {
    ...(validation === undefined ? {} : { validation }),
    ...(previous === undefined ? {} : { previous: await openArtifact(store, { name: pkg.name, version: previous }) }),
  };
}
