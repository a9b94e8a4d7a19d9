import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { sharedSamples, TandemError, type ErrorCode, type ErrorDetails, type Samples, type Signal } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import "../errors.ts";
import type { TrialExecutor } from "./executor.ts";
import type { TrialJob } from "./trial-job.ts";
import type { TrialAnswer, TrialWorkerData } from "./trial-worker.ts";

export interface ThreadOptions {
  /** URL of a JavaScript module that exports a function from parameters to a model package. */
  readonly module: string | URL;
  /** Name of the function. Default `make`. */
  readonly export?: string;
  /** Default 2. */
  readonly threads?: number;
}

/** Runs jobs in worker threads, which share one copy of the samples. Close it when the search is over. */
export interface ThreadExecutor extends TrialExecutor {
  close(): Promise<void>;
}

/**
 * Threads start with the first job. Models' errors come back with their codes; a thread that dies fails its job, and
 * the next job gets a new one.
 */
export function inThreads(
  samples: Samples<unknown>,
  { module, export: name = "make", threads = 2 }: ThreadOptions,
): ThreadExecutor {
  const data: TrialWorkerData = { module: String(module), name, table: sharedSamples(samples) };
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  return {
    concurrency: threads,
    async run(job, signal) {
      signal?.throwIfAborted();
      const worker = idle.pop() ?? started(data, all);
      const metrics = await answered(worker, job, signal, () => idle.push(worker));
      return metrics;
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()));
      idle.length = 0;
    },
  };
}

function started(data: TrialWorkerData, all: Set<Worker>): Worker {
  // Threads run built files, whatever conditions and loaders this process was started with.
  const worker = new Worker(builtWorker(), { workerData: data, execArgv: [] });
  worker.unref();
  all.add(worker);
  worker.once("exit", () => all.delete(worker));
  return worker;
}

/** The built file beside this one, or of the package whose source this is: threads cannot run TypeScript. */
function builtWorker(): URL {
  const beside = new URL("./trial-worker.js", import.meta.url);
  return existsSync(fileURLToPath(beside)) ? beside : new URL("../../dist/tune/trial-worker.js", import.meta.url);
}

/** `free` is called once the worker can take another job; one that died or was stopped never can. */
function answered(worker: Worker, job: TrialJob, signal: Signal | undefined, free: () => void): Promise<Metrics> {
  return new Promise((resolve, reject) => {
    const dead = (reason: string) => (cause?: unknown) => {
      done();
      reject(
        new TandemError(
          "tune/thread-failed",
          { reason: cause instanceof Error ? cause.message : `${reason} ${String(cause)}` },
          { cause },
        ),
      );
    };
    const [onError, onExit] = [dead("it threw"), dead("it ended with code")];
    const onMessage = (answer: TrialAnswer) => {
      done();
      free();
      if ("metrics" in answer) resolve(answer.metrics);
      else reject(errorOf(answer));
    };
    const onAbort = () => {
      done();
      void worker.terminate();
      reject(signal?.reason instanceof Error ? signal.reason : new Error(String(signal?.reason)));
    };
    const done = () => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      worker.unref();
      (signal as AbortSignal | undefined)?.removeEventListener?.("abort", onAbort);
    };
    worker.ref();
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    (signal as AbortSignal | undefined)?.addEventListener?.("abort", onAbort, { once: true });
    worker.postMessage(job);
  });
}

function errorOf({ message, code, details }: Exclude<TrialAnswer, { readonly metrics: Metrics }>): Error {
  return code === undefined
    ? new Error(message)
    : new TandemError(code as ErrorCode, details as ErrorDetails[ErrorCode]);
}
