import { randomBytes } from "node:crypto";
import { digestSamples, type AnyModelPackage, type Json, type Samples } from "@tandem/core";
import { loadedCodeVersion, type CodeVersion } from "./code-version.ts";
import type { MetricLog } from "./metric-log.ts";
import type { PredictionCheck } from "./prediction-check.ts";

/** Format of {@link RunRecord}; a later one keeps the fields of this. */
export const RUN_RECORD = 1;

/** Everything known of one training run, saved beside the artifact it gave. Times are ISO 8601, durations milliseconds. */
export type RunRecord = {
  readonly format: number;
  /** Sorts by the time the run started. */
  readonly id: string;
  readonly model: string;
  readonly task: string;
  readonly seed: number;
  readonly parameters: { readonly [name: string]: Json };
  readonly data: {
    readonly digest: string;
    readonly samples: number;
    readonly fields: readonly string[];
    /** Rows of the source beside these samples that did not meet the schema and were left out; absent where none were. */
    readonly leftOut?: number;
  };
  readonly code: CodeVersion;
  readonly node: string;
  /** The last value of each metric logged while training, and those the caller gave; null where it was not finite. */
  readonly metrics: { readonly [name: string]: number | null };
  /** Every value a metric had, as [step, value]; steps count from 0 where the model named none. */
  readonly history: { readonly [name: string]: readonly (readonly [number, number | null])[] };
  readonly context: { readonly [name: string]: Json };
  readonly started: string;
  readonly durations: { readonly [part: string]: number };
  /** What the model said of its first rows. Absent in older records. */
  readonly check?: PredictionCheck;
};

export interface RunDescription {
  readonly pkg: AnyModelPackage;
  readonly seed: number;
  readonly samples: Samples<unknown>;
  readonly leftOut?: number | undefined;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly context: Readonly<Record<string, Json>>;
  readonly started: Date;
}

/** `20261122T084500123Z-1f0c9a2b`: sorts by time, differs between runs of one millisecond, is a valid part of a key. */
export function newRunId(started: Date): string {
  return `${started.toISOString().replaceAll(/[-:.]/g, "")}-${randomBytes(4).toString("hex")}`;
}

/** What can be known of a run without its result; looked up while the model trains. */
export async function describeRun(run: RunDescription): Promise<Omit<RunRecord, "metrics" | "history" | "durations">> {
  const { pkg, seed, samples, leftOut = 0, parameters, context, started } = run;
  return {
    format: RUN_RECORD,
    id: newRunId(started),
    model: pkg.name,
    task: pkg.task.kind === "custom" ? pkg.task.name : pkg.task.kind,
    seed,
    parameters,
    data: {
      digest: digestSamples(samples),
      samples: samples.length,
      fields: samples.fields,
      ...(leftOut > 0 ? { leftOut } : {}),
    },
    code: await loadedCodeVersion(pkg),
    node: process.version,
    context,
    started: started.toISOString(),
  };
}

export function finishRecord(
  described: Awaited<ReturnType<typeof describeRun>>,
  log: MetricLog,
  given: Readonly<Record<string, number>>,
  durations: Readonly<Record<string, number>>,
): RunRecord {
  const finite = Object.entries(given).map(([name, value]) => [name, Number.isFinite(value) ? value : null] as const);
  const { last, history } = log.read();
  return { ...described, metrics: { ...last, ...Object.fromEntries(finite) }, history, durations };
}
