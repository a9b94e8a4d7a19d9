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
import type { FoldMessage } from "./fold-worker.ts";
import { parallelFolds, type FoldHooks } from "./parallel-folds.ts";
import { runFold, type FoldOutcome, type FoldTask } from "./run-fold.ts";

export interface FoldsOptions {
  readonly parallel: Parallel;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Runs every fold, in order of `tasks`, in this thread or in worker threads. Both read the same columns, so that the
 * results are equal bit for bit. Where threads cannot import the package the folds run here, and the log says why.
 */
export async function runFolds(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  tasks: readonly FoldTask[],
  options: FoldsOptions,
): Promise<readonly FoldOutcome[]> {
  const table = sampleTable(samples) as LabeledSampleTable;
  const columnar = columnarSamples<unknown, unknown>(table);
  const hooks = foldHooks(pkg, tasks.length, options);
  const serial = async (some: readonly FoldTask[]) => {
    const outcomes: FoldOutcome[] = [];
    for (const task of some) outcomes.push(await foldHere(pkg, columnar, task, hooks));
    return outcomes;
  };
  const { parallel, onProgress } = options;
  const threads = threadsFor(parallel, tasks.length);
  const told = (count: number, serialBecause?: string) =>
    onProgress?.({
      kind: "folds",
      model: pkg.name,
      folds: tasks.length,
      threads: count,
      ...(serialBecause === undefined ? {} : { serialBecause }),
    });
  const first = parallel === "auto" ? await serial(tasks.slice(0, 1)) : [];
  const rest = tasks.slice(first.length);
  const quick = first[0] && !worthThreads(first[0].milliseconds.train + first[0].milliseconds.predict, rest.length);
  if (threads === 1 || quick) {
    told(1, threads === 1 ? undefined : "the folds are quicker than starting threads");
    return [...first, ...(await serial(rest))];
  }
  try {
    told(threads);
    return [...first, ...(await parallelFolds(pkg, table, rest, threads, hooks))];
  } catch (error) {
    if (!TandemError.is(error, "app/not-importable")) throw error;
    logger("tandem.app").warn(`${error.message}; the folds run one after another`, { model: pkg.name });
    told(1, error.message);
    return [...first, ...(await serial(rest))];
  }
}

function foldHere(
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
  task: FoldTask,
  hooks: FoldHooks,
): Promise<FoldOutcome> {
  const { fold } = task;
  const done = runFold(pkg, samples, task, {
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onProgress: (part, total) => hooks.onMessage(fold, { kind: "progress", done: part, total }),
    onLog: (name, value, step) => hooks.onMessage(fold, { kind: "log", name, value, step }),
  });
  return done.then((outcome) => {
    hooks.onOutcome(outcome);
    return outcome;
  });
}

/** Turns what folds tell, in whatever thread they run, into progress events. */
function foldHooks(pkg: AnyModelPackage, folds: number, { signal, onProgress }: FoldsOptions): FoldHooks {
  let done = 0;
  return {
    ...(signal ? { signal } : {}),
    onMessage(fold: number, message: FoldMessage) {
      if (message.kind === "progress")
        onProgress?.({ kind: "training", model: pkg.name, done: message.done, total: message.total, fold });
      else {
        const step = message.step === undefined ? {} : { step: message.step };
        onProgress?.({ kind: "metric", model: pkg.name, name: message.name, value: message.value, fold, ...step });
      }
    },
    onOutcome({ fold, milliseconds }) {
      done += 1;
      onProgress?.({
        kind: "fold",
        model: pkg.name,
        fold,
        done,
        folds,
        milliseconds: milliseconds.train + milliseconds.predict,
      });
    },
  };
}
