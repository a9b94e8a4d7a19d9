import { logger } from "@tandem/core";
import type { Observer, Outcome } from "./answer.ts";

/** Those who are told of outcomes. */
export class Observers {
  readonly #all: Observer[] = [];

  get any(): boolean {
    return this.#all.length > 0;
  }

  /** Returns what stops it. */
  add(observer: Observer): () => void {
    this.#all.push(observer);
    return () => {
      const at = this.#all.indexOf(observer);
      if (at >= 0) this.#all.splice(at, 1);
    };
  }

  tell(outcome: Outcome): void {
    const { endpoint, requestId } = outcome;
    for (const observer of this.#all)
      try {
        observer(outcome);
      } catch (error) {
        log.error("an observer failed", { endpoint, requestId, reason: String(error) });
      }
  }
}

const log = logger("service");
