import type { Kernel } from "./kernel.ts";
import { processors, type KernelMemory } from "./platform.ts";
import { borrowThreads } from "./threads.ts";

/** What a kernel for several threads exports, beside its own functions; see assembly/jobs.ts. */
export interface TeamKernel {
  /** Called on each thread first, with the address that {@link teamOf} was given. */
  attach(context: number, thread: number, threads: number): void;
  /** What all threads but the first do until `quit`. */
  serve(): void;
  quit(): void;
}

export interface Team<Exports> {
  /** Of the calling thread, which is the first of the team. */
  readonly exports: Exports;
  /** Sends the other threads home; the functions cannot be used any more. Call it whatever happens. */
  close(): void;
}

/** The block of memory by which threads agree on jobs: its size, and where the arguments of jobs lie in it. */
export const CONTROL = { bytes: 1024, ints: 256, reals: 384 } as const;

const MOST_THREADS = 16;

/** A thread for each processor, up to 16. */
export function threadsByDefault(): number {
  return Math.min(processors(), MOST_THREADS);
}

/**
 * A kernel at work on shared memory by `threads` threads, the calling one among them, or by fewer where the platform has
 * none. What `attach` reads must have been written; the kernel must have a module.
 */
export function teamOf<Exports extends TeamKernel>(
  kernel: Kernel<Exports>,
  memory: KernelMemory,
  { context, threads }: { readonly context: number; readonly threads: number },
): Team<Exports> {
  const exports = kernel.over(memory);
  exports.attach(context, 0, threads);
  const { module } = kernel;
  const giveBack = borrowThreads(threads - 1, (thread) => ({ module, memory, context, thread, threads }));
  return {
    exports,
    close() {
      exports.quit();
      giveBack();
    },
  };
}
