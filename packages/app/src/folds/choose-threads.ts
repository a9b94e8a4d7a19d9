import { availableParallelism } from "node:os";
import { TandemError } from "@tandem/core";

/**
 * Where the folds run: `false` in this thread, `true` in one thread a core, a number in that many threads. `"auto"`
 * runs the first fold here and starts threads for the others where that saves more than starting them takes.
 */
export type Parallel = boolean | number | "auto";

/** Milliseconds of work left below which starting threads is not worth it. */
const WORTH_THREADS = 1500;

/** Threads to run `folds` folds in; 1 means this thread. */
export function threadsFor(parallel: Parallel, folds: number): number {
  if (parallel === false) return 1;
  const wanted = typeof parallel === "number" ? parallel : availableParallelism();
  return Math.min(wanted, folds);
}

/** @throws TandemError `app/bad-parallel`, also for what only a caller without types can give */
export function checkParallel(parallel: unknown): void {
  if (typeof parallel === "boolean" || parallel === "auto") return;
  if (Number.isSafeInteger(parallel) && (parallel as number) >= 1) return;
  throw new TandemError("app/bad-parallel", {
    found: typeof parallel === "string" ? `"${parallel}"` : String(parallel),
  });
}

export function worthThreads(millisecondsPerFold: number, foldsLeft: number): boolean {
  return foldsLeft > 1 && millisecondsPerFold * foldsLeft > WORTH_THREADS;
}
