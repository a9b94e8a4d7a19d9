import { TandemError, type Signal } from "@tandem/core";

/** A signal that aborts by itself after some milliseconds, or when told that nobody waits any more. */
export class Deadline implements Signal {
  aborted = false;
  reason: unknown = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fail: ((reason: unknown) => void) | undefined;

  constructor(
    private readonly target: string,
    private readonly milliseconds: number,
  ) {}

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** The result of `work`, or the deadline's error where that comes first; `work` goes on unheard. */
  async race<T>(work: PromiseLike<T>): Promise<T> {
    if (this.aborted) throw this.reason;
    const passed = new Promise<never>((_, fail) => (this.#fail = fail));
    const { target, milliseconds } = this;
    this.#timer = setTimeout(
      () => this.abort(new TandemError("service/deadline", { target, milliseconds })),
      milliseconds,
    );
    try {
      return await Promise.race([work, passed]);
    } finally {
      clearTimeout(this.#timer);
      this.#fail = undefined;
    }
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#fail?.(reason);
  }
}
