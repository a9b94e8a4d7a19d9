import type { LeavingSignal } from "./deadline.ts";

export interface Question {
  readonly requestId: string;
  /** Target to ask, instead of whom the route chooses. */
  readonly implementation?: string | undefined;
  /** Questions with the same key are routed alike; default by chance. */
  readonly key?: string | undefined;
  /** Aborts when nobody waits for the answer any more; the work for it is then told to stop. */
  readonly signal?: LeavingSignal | undefined;
}
