import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { shared, TandemError, type AnyModelPackage, type LabeledSampleTable, type SampleTable } from "@tandem/core";
import { errorOf } from "./failure.ts";
import type { FoldAnswer, FoldMessage, FoldWorkerData } from "./fold-worker.ts";
import { builtUrl, importableFrom } from "./import-package.ts";
import type { FoldOutcome, FoldTask } from "./run-fold.ts";

export interface FoldHooks {
  readonly signal?: AbortSignal;
  onMessage(fold: number, message: FoldMessage): void;
  onOutcome(outcome: FoldOutcome): void;
}

/**
 * Runs folds in worker threads, which see the samples in shared memory. A failing fold or an abort stops all threads.
 * @throws TandemError `app/not-importable` where the threads cannot import the package; the folds' own errors.
 */
export async function parallelFolds(
  pkg: AnyModelPackage,
  table: SampleTable | LabeledSampleTable,
  tasks: readonly FoldTask[],
  threads: number,
  hooks: FoldHooks,
): Promise<readonly FoldOutcome[]> {
  const from = importableFrom(pkg);
  if ("reason" in from) throw new TandemError("app/not-importable", { model: pkg.name, reason: from.reason });
  const { Piscina } = await import("piscina");
  const data: FoldWorkerData = { table: shared(table), url: from.url, model: pkg.name };
  const worker = new URL("./fold-worker.js", builtUrl(import.meta.url));
  if (!existsSync(worker))
    throw new TandemError("app/not-importable", {
      model: pkg.name,
      reason: `${fileURLToPath(worker)} does not exist: @tandem/app is not built`,
    });
  const pool = cloneable(
    pkg,
    () =>
      new Piscina({ filename: worker.href, minThreads: threads, maxThreads: threads, workerData: data, execArgv: [] }),
  );
  pool.on("error", () => undefined); // a fold's failure rejects its own run; an answer that comes after the end is nobody's
  const stop = () => void pool.destroy();
  hooks.signal?.addEventListener("abort", stop, { once: true });
  try {
    hooks.signal?.throwIfAborted();
    return await Promise.all(tasks.map((task) => runInThread(pool, pkg, task, hooks)));
  } finally {
    hooks.signal?.removeEventListener("abort", stop);
    await pool.destroy();
  }
}

interface Pool {
  run(task: unknown, options: { readonly transferList: MessageChannel["port2"][] }): Promise<FoldAnswer>;
}

async function runInThread(pool: Pool, pkg: AnyModelPackage, task: FoldTask, hooks: FoldHooks): Promise<FoldOutcome> {
  const { port1, port2 } = new MessageChannel();
  const told = new Promise<void>((end) => {
    port1.on("message", (message: FoldMessage | "end") =>
      message === "end" ? end() : hooks.onMessage(task.fold, message),
    );
  });
  try {
    const answer = await pool.run({ ...task, port: port2 }, { transferList: [port2] });
    if ("notImportable" in answer)
      throw new TandemError("app/not-importable", { model: pkg.name, reason: answer.notImportable });
    if ("failure" in answer) throw errorOf(answer.failure);
    await told;
    hooks.onOutcome(answer.outcome);
    return answer.outcome;
  } finally {
    port1.close();
  }
}

/** Threads are given the samples when they start; samples that hold what cannot be cloned stay in this one. */
function cloneable<T>(pkg: AnyModelPackage, start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "DataCloneError")) throw error;
    throw new TandemError(
      "app/not-importable",
      { model: pkg.name, reason: `its samples cannot be sent: ${error.message}` },
      { cause: error },
    );
  }
}
