import type { Signal } from "@tandem/core";

/** An AbortSignal where the signal is one: core's Signal promises no events. */
type Listening = Signal & Partial<Pick<AbortSignal, "addEventListener" | "removeEventListener">>;

/** `work`, given up as soon as the signal aborts: what it waits for (a silent stream) may never come. */
export async function raceAbort<T>(work: Promise<T>, signal: Signal | undefined): Promise<T> {
  const listening: Listening | undefined = signal;
  if (!listening?.addEventListener) return work;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(listening.reason instanceof Error ? listening.reason : new Error(String(listening.reason)));
    listening.addEventListener!("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    listening.removeEventListener?.("abort", onAbort);
  }
}
