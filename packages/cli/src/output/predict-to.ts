import { resolve } from "node:path";
import { orNone, predictInto, predictWithModel, type OnProgress, type SampleSource } from "@tandem/app";
import { TandemError, type AnyModelPackage, type ArtifactStore, type ModelPackage } from "@tandem/core";
import { wholeNumber } from "../commands/options.ts";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { intoFile, intoKeyValues, intoTable, isPipe, type ResumableOutput } from "./prediction-sink.ts";
import { formatOf, writeBatches, type Format, type PredictionBatches } from "./write-predictions.ts";

/** Where predictions go, as the command line says it. */
export interface OutputOptions {
  readonly out?: string;
  readonly table?: string;
  readonly kv?: string;
  readonly format?: Format;
  readonly restart?: boolean;
  readonly batchRows?: string;
  readonly json?: boolean;
}

export interface Predicting {
  readonly pkg: AnyModelPackage;
  readonly source: SampleSource<unknown, unknown>;
  readonly store: ArtifactStore;
  readonly version: string;
  readonly onProgress: OnProgress;
}

export interface PredictedTo {
  readonly samples: number;
  /** How many of them an earlier, unfinished run had predicted. */
  readonly resumed: number;
}

/**
 * Predicts for a source to standard output or a pipe, or into a file, a table or a key-value storage: there a run that was killed is gone on
 * with.
 */
export async function predictTo(
  io: Io,
  project: Project,
  { pkg, source, store, version, onProgress }: Predicting,
  options: OutputOptions,
): Promise<PredictedTo> {
  const { signal } = io;
  const from = source.unlabeled();
  const batchRows = wholeNumber("--batch-rows", options.batchRows, 1);
  const rows = batchRows === undefined ? {} : { batchRows };
  const sealed = pkg as unknown as ModelPackage<unknown, unknown, object>;
  const output = await resumableOutput(io, project, pkg, version, options);
  if (output)
    return predictInto(sealed, from, {
      ...output,
      ...rows,
      source: source.name,
      store,
      version,
      signal,
      onProgress,
      restart: options.restart ?? false,
    });
  let samples = 0;
  const counted: OnProgress = (event) => {
    if (event.kind === "predicted") ({ samples } = event);
    onProgress(event);
  };
  const onLeftOut = (left: number) => onProgress({ kind: "left-out", model: pkg.name, rows: left });
  const predicted = predictWithModel(sealed, orNone(from.batches({ ...rows, signal, onLeftOut })), {
    store,
    version,
    signal,
    onProgress: counted,
  });
  const pipe = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  await writeBatches(io, predicted as PredictionBatches, pipe, formatOf(options.format, options.out, options.json));
  return { samples, resumed: 0 };
}

async function resumableOutput(
  io: Io,
  project: Project,
  pkg: AnyModelPackage,
  version: string,
  { out, table, kv, format, json }: OutputOptions,
): Promise<ResumableOutput | undefined> {
  const places = Object.entries({ "--out": out, "--table": table, "--kv": kv }).filter(([, to]) => to !== undefined);
  if (places.length > 1) {
    const [[first], [option, value]] = places as [[string, string], [string, string]];
    throw new TandemError("cli/bad-option", { option, value, expected: `given without ${first}` });
  }
  if (table !== undefined) return intoTable(project, pkg, table, version);
  if (kv !== undefined) return intoKeyValues(project, pkg, kv, version);
  const file = out === undefined ? undefined : resolve(io.cwd, out);
  return file === undefined || isPipe(file) ? undefined : intoFile(file, formatOf(format, out, json));
}
