import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { shared, TandemError, type AnyModelPackage, type LabeledSampleTable, type SampleTable } from "@tandem/core";
import { startThread, type FoldHooks } from "./fold-thread.ts";
import type { FoldWork } from "./fold-worker.ts";
import { builtUrl, importableFrom } from "./import-package.ts";
import { packIds } from "./packed-ids.ts";
import type { FoldTask } from "./run-fold.ts";

/** Worker threads that run folds of one package. */
export interface FoldCrew {
  readonly threads: number;
  /** Whether every thread can still be given work. */
  readonly alive: boolean;
  /**
   * Done when `hooks` have heard of every outcome. The threads see the samples in shared memory. After a failure or an
   * abort other threads may still be at work: close the crew.
   * @throws TandemError `app/not-importable` where the threads cannot import the package or be sent the samples,
   * `app/thread-ended`; the folds' own errors; the reason of an abort
   */
  run(table: SampleTable | LabeledSampleTable, tasks: readonly FoldTask[], hooks: FoldHooks): Promise<void>;
  /** Stops the threads, whatever they are at; none is left when it resolves. */
  close(): Promise<void>;
}

/** @throws TandemError `app/not-importable` where it can be told without starting a thread */
export function startCrew(pkg: AnyModelPackage, threads: number): FoldCrew {
  const from = importableFrom(pkg);
  if ("reason" in from) throw new TandemError("app/not-importable", { model: pkg.name, reason: from.reason });
  const file = workerFile(pkg);
  const crew = Array.from({ length: threads }, () => startThread(file, { url: from.url, model: pkg.name }));
  return {
    threads,
    get alive() {
      return crew.every(({ alive }) => alive);
    },
    async run(table, tasks, hooks) {
      const { ids, ...columns } = table;
      const packed = { ids: packIds(ids), rows: ids.length, table: columns };
      const work = shared<FoldWork>({ ...packed, tasks, taken: new Int32Array(1) });
      await untilAborted(hooks.signal, () => Promise.all(crew.map((thread) => thread.run(work, hooks))));
    },
    async close() {
      await Promise.all(crew.map((thread) => thread.stop()));
    },
  };
}

function workerFile(pkg: AnyModelPackage): URL {
  const file = new URL("./fold-worker.js", builtUrl(import.meta.url));
  if (existsSync(fileURLToPath(file))) return file;
  const reason = `${fileURLToPath(file)} does not exist: @tandem/app is not built`;
  throw new TandemError("app/not-importable", { model: pkg.name, reason });
}

/** What `work` gives, unless the signal aborts first. */
async function untilAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop!);
  }
}
