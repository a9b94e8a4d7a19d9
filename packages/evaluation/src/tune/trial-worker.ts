import { parentPort, workerData } from "node:worker_threads";
import {
  columnarSamples,
  TandemError,
  type LabeledSamples,
  type LabeledSampleTable,
  type SampleTable,
} from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import { evaluateFold, type TrialModel } from "./evaluate-fold.ts";
import type { TrialJob } from "./trial-job.ts";

/** What every thread is started with. */
export interface TrialWorkerData {
  readonly module: string;
  readonly name: string;
  readonly table: SampleTable | LabeledSampleTable;
}

/** Errors come back as data, as they lose their codes on the way. */
export type TrialAnswer =
  { readonly metrics: Metrics } | { readonly message: string; readonly code?: string; readonly details?: unknown };

type AnyModel = TrialModel<unknown, unknown, object>;

let opened: Promise<{ readonly make: AnyModel; readonly samples: LabeledSamples<unknown, unknown> }> | undefined;

async function open() {
  const { module, name, table } = workerData as TrialWorkerData;
  const make = ((await import(module)) as Record<string, unknown>)[name];
  if (typeof make !== "function")
    throw new TandemError("tune/thread-failed", { reason: `${module} exports no function ${name}` });
  return { make: make as AnyModel, samples: columnarSamples<unknown, unknown>(table as LabeledSampleTable) };
}

async function answer(job: TrialJob): Promise<TrialAnswer> {
  try {
    const { make, samples } = await (opened ??= open());
    return { metrics: await evaluateFold(make, samples, job) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return TandemError.is(error) ? { message, code: error.code, details: error.details } : { message };
  }
}

parentPort?.on("message", (job: TrialJob) => void answer(job).then((found) => parentPort!.postMessage(found)));
