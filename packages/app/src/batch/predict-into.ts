import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { digestSamples, TandemError, type ArtifactStore, type ModelPackage, type Samples } from "@tandem/core";
import type { SourceReading } from "../app-definition.ts";
import type { OnProgress } from "../progress.ts";
import { orNone, predictWithModel, type SampleBatches } from "../predict-with-model.ts";
import { Journal, removeJournal, type Committed } from "./journal.ts";
import { lock } from "./lock.ts";
import type { AnyPredictions, PredictionSink } from "./sink.ts";

export interface PredictIntoOptions {
  readonly store: ArtifactStore;
  readonly version: string;
  readonly sink: PredictionSink;
  /** Path of the journal; it is removed when the run is whole. */
  readonly journal: string;
  /** What the source is called, for the journal. */
  readonly source: string;
  /** Rows of a batch at most. Default 65,536. */
  readonly batchRows?: number;
  /** Throws away what an unfinished run left, instead of going on from it. */
  readonly restart?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface PredictedInto {
  readonly samples: number;
  /** How many of them an earlier process had predicted. */
  readonly resumed: number;
  /** Rows of the source that did not meet the schema and were left out. */
  readonly leftOut: number;
}

/** A source that gives the same samples in the same order whenever it is read. */
export interface BatchSource<D> {
  batches(options: SourceReading & { readonly batchRows: number }): SampleBatches<D>;
}

const BATCH_ROWS = 65_536;

/**
 * Predicts for a whole source into a sink, batch by batch in bounded memory. However often the process is killed, the
 * same call goes on after the last batch that was committed, and in the end the sink has each prediction once: the same
 * as of one run that nothing disturbed.
 * @throws TandemError `app/journal-differs` (an unfinished run of another version, source or sink is there),
 * `app/source-changed`, `app/output-changed`, `app/already-running`, and what {@link predictWithModel} throws
 */
export async function predictInto<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  source: BatchSource<D>,
  options: PredictIntoOptions,
): Promise<PredictedInto> {
  await mkdir(dirname(options.journal), { recursive: true });
  const unlock = await lock(`${options.journal}.lock`);
  try {
    if (options.restart) await removeJournal(options.journal);
    return await predictLocked(pkg, source, options);
  } finally {
    await unlock();
  }
}

async function predictLocked<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  source: BatchSource<D>,
  options: PredictIntoOptions,
): Promise<PredictedInto> {
  const { sink, batchRows = BATCH_ROWS, version } = options;
  const header = { model: pkg.name, version, source: options.source, batchRows, ...sink.description };
  const journal = await Journal.open(options.journal, header);
  const resumed = journal.rows;
  try {
    let leftOut = 0;
    if (!journal.done) {
      await sink.open(journal.last?.mark);
      leftOut = await predictRest(pkg, source, journal, { ...options, batchRows });
      await journal.end();
    }
    await sink.finish();
    await removeJournal(options.journal);
    return { samples: journal.rows, resumed, leftOut };
  } catch (error) {
    if (!journal.last) await Promise.all([sink.discard(), removeJournal(options.journal)]); // nothing to go on from
    throw error;
  } finally {
    await sink.close();
    await journal.close();
  }
}

/** @returns how many rows the source left out */
async function predictRest<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  source: BatchSource<D>,
  journal: Journal,
  options: PredictIntoOptions & { readonly batchRows: number },
): Promise<number> {
  const { store, version, sink, signal, onProgress, batchRows } = options;
  const before = journal.rows;
  if (before > 0) onProgress?.({ kind: "resumed", model: pkg.name, samples: before });
  const told: OnProgress = (event) =>
    onProgress?.(event.kind === "predicted" ? { ...event, samples: before + event.samples } : event);
  let leftOut = 0;
  const onLeftOut = (rows: number) => {
    leftOut = rows;
    onProgress?.({ kind: "left-out", model: pkg.name, rows });
  };
  const batches = orNone(source.batches({ batchRows, onLeftOut, ...(signal ? { signal } : {}) }));
  let digest = "";
  const fresh = afterCommitted(batches, journal, options, (samples) => (digest = samples));
  const predicted = predictWithModel(pkg, fresh, { store, version, onProgress: told, ...(signal ? { signal } : {}) });
  for await (const predictions of predicted) {
    const mark = await sink.write(predictions as unknown as AnyPredictions);
    await journal.commit({ rows: predictions.length, samples: digest, mark });
  }
  return leftOut;
}

/** Reads over the batches that are committed, making sure that they are the same as then, and gives the rest. */
async function* afterCommitted<D>(
  batches: SampleBatches<D>,
  { committed }: Journal,
  { journal, source }: PredictIntoOptions,
  give: (digest: string) => void,
): AsyncGenerator<Samples<D>> {
  const before = [...committed];
  let batch = 0;
  for await (const samples of batches) {
    const digest = digestSamples(samples);
    give(digest);
    if (batch >= before.length) yield samples;
    else if (before[batch]!.samples !== digest)
      throw new TandemError("app/source-changed", { source, journal, rows: rowsOf(before.slice(0, batch)) });
    batch++;
  }
  if (batch < before.length)
    throw new TandemError("app/source-changed", { source, journal, rows: rowsOf(before.slice(0, batch)) });
}

function rowsOf(batches: readonly Committed[]): number {
  return batches.reduce((sum, { rows }) => sum + rows, 0);
}
