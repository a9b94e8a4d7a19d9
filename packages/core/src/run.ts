import { TandemError } from "./errors.ts";

/** The part of AbortSignal that models need, restated because model packages compile without the DOM's types. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

/** All that training may depend on besides its data: equal runs on equal samples give equal artifacts. */
export interface Run {
  readonly seed: number;
  readonly signal: Signal;
  /** The next number of the seeded sequence, uniform in [0, 1) with 53 bits. */
  random(): number;
  progress(done: number, total: number): void;
  log(metric: string, value: number, step?: number): void;
}

export interface RunOptions {
  /** A whole number. Default 0. */
  readonly seed?: number;
  readonly signal?: Signal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly onLog?: (metric: string, value: number, step: number | undefined) => void;
}

const neverAborted: Signal = { aborted: false, reason: undefined, throwIfAborted() {} };

/** @throws TandemError `run/bad-seed` */
export function newRun(options: RunOptions = {}): Run {
  const { seed = 0, signal = neverAborted, onProgress, onLog } = options;
  return {
    seed,
    signal,
    random: randomSequence(seed),
    progress: (done, total) => onProgress?.(done, total),
    log: (metric, value, step) => onLog?.(metric, value, step),
  };
}

/** Independent seed number `index` from `seed`, for folds and threads. */
export function deriveSeed(seed: number, index: number): number {
  return splitmix32((Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0)();
}

/**
 * Uniform doubles in [0, 1) from sfc32 (Doty-Humphrey's small fast counter), 53 bits each.
 * @throws TandemError `run/bad-seed` unless the seed is a whole number
 */
export function randomSequence(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new TandemError("run/bad-seed", { seed: String(seed) });
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const next = splitmix32((seed >>> 0) ^ Math.imul(high, 0x9e3779b1));
  let a = next() | 0;
  let b = next() | 0;
  let c = next() | 0;
  let counter = 1;
  const draw = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) draw();
  return () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53;
}

function splitmix32(state: number): () => number {
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** Runs `body`; where it fails because `signal` aborted, the failure is `run/aborted` with the original as cause. */
export async function abortable<T>(what: string, signal: Signal | undefined, body: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted();
    const result = await body();
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    throw abortedBy(what, signal, error);
  }
}

/** What to throw for `error`: `run/aborted` where `signal` aborted, otherwise the error itself. */
export function abortedBy(what: string, signal: Signal | undefined, error: unknown): unknown {
  if (!signal?.aborted || TandemError.is(error, "run/aborted")) return error;
  const reason = signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
  return new TandemError("run/aborted", { what, reason }, { cause: error });
}
