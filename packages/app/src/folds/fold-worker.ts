import { parentPort, workerData } from "node:worker_threads";
import {
  columnarSamples,
  type AnyModelPackage,
  type LabeledSampleTable,
  type Samples,
  type SampleTable,
} from "@tandem/core";
import { failureOf, type Failure } from "./failure.ts";
import { importPackage } from "./import-package.ts";
import { unpackIds, type PackedIds } from "./packed-ids.ts";
import { runFold, type FoldOutcome, type FoldTask } from "./run-fold.ts";

/** What a thread is started with: where the package is imported from. */
export interface FoldWorkerData {
  readonly url: string;
  readonly model: string;
}

/** What a thread is given to do, with its numbers in shared memory. */
export interface FoldWork {
  /** Its ids are packed apart. */
  readonly table: Omit<SampleTable | LabeledSampleTable, "ids">;
  readonly ids: PackedIds;
  readonly rows: number;
  readonly tasks: readonly FoldTask[];
  /** How many tasks have been taken by any thread: the next is at this place. */
  readonly taken: Int32Array;
}

export type FoldMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "log"; readonly name: string; readonly value: number; readonly step: number | undefined };

export type FoldWorkerMessage =
  | { readonly kind: "told"; readonly fold: number; readonly message: FoldMessage }
  | { readonly kind: "outcome"; readonly outcome: FoldOutcome }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "not-importable"; readonly reason: string };

const tell = (message: FoldWorkerMessage): void => parentPort!.postMessage(message);

/** Failures go back as data, as errors lose their codes on the way. */
async function foldWorker(): Promise<void> {
  const { url, model } = workerData as FoldWorkerData;
  try {
    const pkg = await importPackage(url, model);
    parentPort!.on("message", (work: FoldWork) => void runTasks(pkg, work));
  } catch (error) {
    tell({ kind: "not-importable", reason: error instanceof Error ? error.message : String(error) });
  }
}

async function runTasks(pkg: AnyModelPackage, { tasks, taken, ...work }: FoldWork): Promise<void> {
  try {
    const samples = columnarSamples<unknown>(opened(work));
    for (let next = take(taken); next < tasks.length; next = take(taken)) await runTask(pkg, samples, tasks[next]!);
    tell({ kind: "done" });
  } catch (error) {
    tell({ kind: "failed", failure: failureOf(error) });
  }
}

/** The table as it was sent; few models ask for ids. */
function opened({ table, ids, rows }: Pick<FoldWork, "table" | "ids" | "rows">): SampleTable {
  let unpacked: readonly string[] | undefined;
  return {
    ...table,
    length: rows,
    get ids() {
      return (unpacked ??= unpackIds(ids));
    },
  };
}

/** The place of the next task that no thread has taken: no thread waits for the main one to hand it out. */
function take(taken: Int32Array): number {
  return Atomics.add(taken, 0, 1);
}

async function runTask(pkg: AnyModelPackage, samples: Samples<unknown>, task: FoldTask): Promise<void> {
  const { fold } = task;
  const outcome = await runFold(pkg, samples, task, {
    onProgress: (done, total) => tell({ kind: "told", fold, message: { kind: "progress", done, total } }),
    onLog: (name, value, step) => tell({ kind: "told", fold, message: { kind: "log", name, value, step } }),
  });
  tell({ kind: "outcome", outcome });
}

await foldWorker();
