import type { MessagePort } from "node:worker_threads";
import { workerData } from "piscina";
import {
  columnarSamples,
  type AnyModelPackage,
  type LabeledSampleTable,
  type Samples,
  type SampleTable,
} from "@tandem/core";
import { failureOf, type Failure } from "./failure.ts";
import { importPackage } from "./import-package.ts";
import { runFold, type FoldOutcome, type FoldTask } from "./run-fold.ts";

/** What every thread is started with: the samples in shared memory and where the package is imported from. */
export interface FoldWorkerData {
  readonly table: SampleTable | LabeledSampleTable;
  readonly url: string;
  readonly model: string;
}

export type FoldMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "log"; readonly name: string; readonly value: number; readonly step: number | undefined };

export type FoldAnswer =
  { readonly outcome: FoldOutcome } | { readonly failure: Failure } | { readonly notImportable: string };

let opened: Promise<{ pkg: AnyModelPackage; samples: Samples<unknown> }> | undefined;

async function open(): Promise<{ pkg: AnyModelPackage; samples: Samples<unknown> }> {
  const { table, url, model } = workerData as FoldWorkerData;
  return { pkg: await importPackage(url, model), samples: columnarSamples<unknown>(table) };
}

/** Runs one fold in a worker thread; failures come back as data, as errors lose their codes on the way. */
export default async function foldWorker({
  port,
  ...task
}: FoldTask & { readonly port: MessagePort }): Promise<FoldAnswer> {
  const tell = (message: FoldMessage | "end") => port.postMessage(message);
  try {
    const ready = await (opened ??= open()).catch((error: unknown) => ({
      notImportable: error instanceof Error ? error.message : String(error),
    }));
    if ("notImportable" in ready) return ready;
    const outcome = await runFold(ready.pkg, ready.samples, task, {
      onProgress: (done, total) => tell({ kind: "progress", done, total }),
      onLog: (name, value, step) => tell({ kind: "log", name, value, step }),
    });
    return { outcome };
  } catch (error) {
    return { failure: failureOf(error) };
  } finally {
    tell("end"); // the answer may overtake messages on another port
  }
}
