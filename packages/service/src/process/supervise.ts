import cluster, { type Worker } from "node:cluster";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { logger } from "@tandem/core";
import { CanaryTotals, SUPERVISED } from "../canary/across-processes.ts";

export interface SupervisorOptions {
  /** The JavaScript module that each process runs: it listens on the one port, as with {@link serveUntilStopped}. */
  readonly module: URL;
  /** Default as many as there are cores. */
  readonly processes?: number;
  readonly args?: readonly string[];
  /** Milliseconds that a process has to end once it is told to stop; then it is killed. Default 35,000. */
  readonly patience?: number;
  /** Default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
}

export interface Supervisor {
  /** Process ids that are up. */
  readonly pids: readonly number[];
  /** Resolves when all have ended after a signal or `stop()`. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** A process that ends this soon after its start is started again only after as long. */
const SOON = 1_000;

/**
 * Runs several processes behind one port; connections are shared out among them. One that ends is started again, and on
 * a signal all are told to stop. Resolves when every process listens.
 */
export async function supervise(options: SupervisorOptions): Promise<Supervisor> {
  const { module, processes = availableParallelism(), args = [], patience = 35_000 } = options;
  const { signals = ["SIGTERM", "SIGINT"] } = options;
  cluster.setupPrimary({ exec: fileURLToPath(module), args: [...args] });
  const workers = new Set<Worker>();
  const canaries = new CanaryTotals(workers);
  let stopping = false;
  let ended: () => void = () => undefined;
  const stopped = new Promise<void>((end) => (ended = end));
  const start = (): Worker => {
    const worker = cluster.fork(SUPERVISED);
    const began = Date.now();
    workers.add(worker);
    worker.on("message", (message: unknown) => canaries.take(worker, message));
    worker.once("exit", (code, signal) => {
      workers.delete(worker);
      if (stopping) return void (workers.size === 0 && ended());
      log.error("a process ended and is started again", { pid: worker.process.pid, code, signal });
      setTimeout(() => stopping || start(), Date.now() - began < SOON ? SOON : 0);
    });
    return worker;
  };
  const onSignal = () => void stop();
  const stop = (): Promise<void> => {
    if (stopping) return stopped;
    stopping = true;
    signals.forEach((signal) => process.off(signal, onSignal));
    if (workers.size === 0) ended();
    for (const worker of workers) endWithin(worker, patience);
    return stopped;
  };
  signals.forEach((signal) => process.on(signal, onSignal));
  const up = Promise.all(Array.from({ length: processes }, () => listening(start())));
  await Promise.race([up, stopped]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    get pids() {
      return [...workers].flatMap((worker) => worker.process.pid ?? []);
    },
    stopped,
    stop,
  };
}

function listening(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("listening", () => resolve());
    worker.once("exit", (code) => reject(new Error(`a process ended with code ${code} before it listened`)));
  });
}

function endWithin(worker: Worker, milliseconds: number): void {
  worker.process.kill("SIGTERM");
  const late = setTimeout(() => worker.process.kill("SIGKILL"), milliseconds);
  worker.once("exit", () => clearTimeout(late));
}

const log = logger("service.supervisor");
