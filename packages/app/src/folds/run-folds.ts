import {
  columnarSamples,
  logger,
  sampleTable,
  TandemError,
  type AnyModelPackage,
  type LabeledSampleTable,
  type Samples,
} from "@tandem/core";
import type { OnProgress } from "../progress.ts";
import { threadsFor, worthThreads, type Parallel } from "./choose-threads.ts";
import type { FoldCrew } from "./fold-crew.ts";
import { foldHooks } from "./fold-hooks.ts";
import type { FoldHooks } from "./fold-thread.ts";
import { keepCrew, takeCrew } from "./kept-crews.ts";
import { runFold, type FoldOutcome, type FoldTask } from "./run-fold.ts";

export interface FoldsOptions {
  readonly parallel: Parallel;
  /** How many there will be, where that is known before the samples are split. */
  readonly folds: number | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Told of each outcome as it comes, while other folds may be at work. Must not throw. */
export type OnOutcome = (outcome: FoldOutcome) => void;

export interface FoldRunner {
  /** Done when every task has given its outcome, in whatever order. To be called once. */
  run(samples: Samples<unknown>, tasks: readonly FoldTask[], onOutcome: OnOutcome): Promise<void>;
  /** Keeps threads that did all their work for the next call; leaves no other behind. */
  close(): Promise<void>;
}

/**
 * Runs folds in this thread or in worker threads. Both read the same columns, so that the results are equal bit for
 * bit. Where threads are asked for they are started at once, and import the package while the samples are split; where
 * they cannot import it the folds run here, and the log says why.
 */
export function prepareFolds(pkg: AnyModelPackage, options: FoldsOptions): FoldRunner {
  const { parallel, folds = 1 } = options;
  let crew: FoldCrew | undefined;
  let whole = false;
  const start = (threads: number) => (crew ??= takeCrew(pkg, threads));
  const early = parallel === "auto" ? 1 : threadsFor(parallel, folds);
  if (early > 1) startWhereItCan(() => start(early));
  return {
    async run(samples, tasks, onOutcome) {
      await runFolds(pkg, samples, tasks, { ...options, onOutcome }, start);
      whole = true;
    },
    close: async () => (crew && whole ? keepCrew(pkg, crew) : crew?.close()),
  };
}

/** Where threads cannot import the package, the first to need them is told. */
function startWhereItCan(start: () => void): void {
  try {
    start();
  } catch (error) {
    if (!TandemError.is(error, "app/not-importable")) throw error;
  }
}

async function runFolds(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  tasks: readonly FoldTask[],
  { parallel, signal, onProgress, onOutcome }: FoldsOptions & { readonly onOutcome: OnOutcome },
  start: (threads: number) => FoldCrew,
): Promise<void> {
  const table = sampleTable(samples) as LabeledSampleTable;
  const columnar = columnarSamples<unknown, unknown>(table);
  const hooks = foldHooks(pkg, tasks.length, {
    onOutcome,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const serial = async (some: readonly FoldTask[]) => {
    for (const task of some) await foldHere(pkg, columnar, task, hooks);
  };
  const threads = threadsFor(parallel, tasks.length);
  const told = (count: number, because?: string) =>
    onProgress?.({
      kind: "folds",
      model: pkg.name,
      folds: tasks.length,
      threads: count,
      ...(because === undefined ? {} : { serialBecause: because }),
    });
  const first = parallel === "auto" && threads > 1 ? await foldHere(pkg, columnar, tasks[0]!, hooks) : undefined;
  const rest = first ? tasks.slice(1) : tasks;
  const quick = first && !worthThreads(first.milliseconds.train + first.milliseconds.predict, rest.length);
  if (threads === 1 || quick) {
    told(1, threads === 1 ? undefined : "the folds are quicker than starting threads");
    return serial(rest);
  }
  try {
    const crew = start(threads);
    told(crew.threads);
    await crew.run(table, rest, hooks);
  } catch (error) {
    if (!TandemError.is(error, "app/not-importable")) throw error;
    logger("tandem.app").warn(`${error.message}; the folds run one after another`, { model: pkg.name });
    told(1, error.message);
    await serial(rest);
  }
}

async function foldHere(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  task: FoldTask,
  hooks: FoldHooks,
): Promise<FoldOutcome> {
  const { fold } = task;
  const outcome = await runFold(pkg, samples, task, {
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onProgress: (part, total) => hooks.onMessage(fold, { kind: "progress", done: part, total }),
    onLog: (name, value, step) => hooks.onMessage(fold, { kind: "log", name, value, step }),
  });
  hooks.onOutcome(outcome);
  return outcome;
}
