import { Worker } from "node:worker_threads";
import { TandemError } from "@tandem/core";
import { errorOf } from "./failure.ts";
import type { FoldMessage, FoldWork, FoldWorkerData, FoldWorkerMessage } from "./fold-worker.ts";
import type { FoldOutcome } from "./run-fold.ts";

export interface FoldHooks {
  readonly signal?: AbortSignal;
  onMessage(fold: number, message: FoldMessage): void;
  onOutcome(outcome: FoldOutcome): void;
}

/** A worker thread that imports a package as soon as it is started, and then runs folds of it. */
export interface FoldThread {
  /** Whether it can still be given work. */
  readonly alive: boolean;
  /** Done when no task is left. The process stays for a thread that works, not for one that waits. */
  run(work: FoldWork, hooks: FoldHooks): Promise<void>;
  stop(): Promise<unknown>;
}

interface Asked {
  readonly hooks: FoldHooks;
  done(): void;
  fail(error: Error): void;
}

export function startThread(file: URL, data: FoldWorkerData): FoldThread {
  const { model } = data;
  // Threads run built files, whatever conditions and loaders this process was started with.
  const worker = new Worker(file, { workerData: data, execArgv: [] });
  worker.unref();
  let asked: Asked | undefined;
  let broken: Error | undefined;
  const answer = (take?: (to: Asked) => void) => {
    const to = asked;
    asked = undefined;
    worker.unref();
    if (to) take?.(to);
  };
  const breaks = (error: Error) => {
    broken ??= error;
    answer(({ fail }) => fail(broken!));
  };
  const ends = (reason: string, cause?: unknown) =>
    breaks(new TandemError("app/thread-ended", { model, reason }, { cause }));
  worker.on("message", (message: FoldWorkerMessage) => {
    if (message.kind === "told") asked?.hooks.onMessage(message.fold, message.message);
    else if (message.kind === "outcome") asked?.hooks.onOutcome(message.outcome);
    else if (message.kind === "done") answer(({ done }) => done());
    else if (message.kind === "failed") answer(({ fail }) => fail(errorOf(message.failure)));
    else breaks(new TandemError("app/not-importable", { model, reason: message.reason }));
  });
  worker.on("messageerror", (error) => ends("it sent what cannot be read", error));
  worker.on("error", (error: unknown) => ends(error instanceof Error ? error.message : String(error), error));
  worker.on("exit", (code) => ends(`it ended with exit code ${code}`));
  return {
    get alive() {
      return broken === undefined;
    },
    run: (work, hooks) =>
      new Promise((done, fail) => {
        if (broken) throw broken;
        send(worker, model, work);
        worker.ref();
        asked = { hooks, done, fail };
      }),
    stop() {
      asked = undefined; // an answer that is still on its way is nobody's
      return worker.terminate();
    },
  };
}

/** Samples that hold what cannot be cloned stay in this thread. */
function send(worker: Worker, model: string, work: FoldWork): void {
  try {
    worker.postMessage(work);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "DataCloneError")) throw error;
    const reason = `its samples cannot be sent: ${error.message}`;
    throw new TandemError("app/not-importable", { model, reason }, { cause: error });
  }
}
