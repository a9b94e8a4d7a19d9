import { TandemError, type Signal } from "@tandem/core";

/** A signal that others can be told of when it aborts, instead of having to look. */
export interface NotifyingSignal extends Signal {
  onAbort(tell: (reason: unknown) => void): void;
}

/** Tells when nobody waits for an answer any more; an AbortSignal is one. */
export interface LeavingSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: { handleEvent(): void }): void;
  removeEventListener(type: "abort", listener: { handleEvent(): void }): void;
}

/** A signal that aborts by itself after some milliseconds, or when told that nobody waits any more. */
export class Deadline implements NotifyingSignal {
  aborted = false;
  reason: unknown = undefined;
  previous: Deadline | undefined = undefined;
  next: Deadline | undefined = undefined;
  readonly ends: number;
  #listeners: ((reason: unknown) => void)[] | undefined;
  #fail: ((reason: unknown) => void) | undefined;

  constructor(
    private readonly target: string,
    private readonly milliseconds: number,
    private readonly leaving?: LeavingSignal,
  ) {
    this.ends = performance.now() + milliseconds;
    if (leaving?.aborted) this.handleEvent();
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  onAbort(tell: (reason: unknown) => void): void {
    if (this.aborted) tell(this.reason);
    else (this.#listeners ??= []).push(tell);
  }

  /** The result of `work`, or the reason of the abort where that comes first; `work` goes on unheard. `settled` is called when it ends. */
  race<T>(work: PromiseLike<T>, settled: () => void): Promise<T> {
    const queue = queueOf(this.milliseconds);
    return new Promise<T>((done, fail) => {
      this.#fail = fail;
      queue.add(this);
      this.leaving?.addEventListener("abort", this);
      work.then(
        (value) => {
          this.#end(queue, settled);
          done(value);
        },
        (error: unknown) => {
          this.#end(queue, settled);
          fail(error as Error);
        },
      );
    });
  }

  #end(queue: DeadlineQueue, settled: () => void): void {
    queue.remove(this);
    this.leaving?.removeEventListener("abort", this);
    settled();
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#fail?.(reason);
    for (const tell of this.#listeners ?? []) tell(reason);
  }

  /** Whoever asked has gone. */
  handleEvent(): void {
    this.abort(new TandemError("service/gone", { target: this.target }));
  }

  expire(): void {
    const { target, milliseconds } = this;
    this.abort(new TandemError("service/deadline", { target, milliseconds }));
  }
}

/** A signal of {@link Asked} as an AbortSignal, for what takes no other: fetch, database drivers, timers. */
export function abortSignalOf(signal: Signal): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else (signal as Partial<NotifyingSignal>).onAbort?.((reason) => controller.abort(reason));
  return controller.signal;
}

/**
 * Deadlines of one length, which end in the order they were made: a linked list with one timer for the first, so that a
 * question costs no timer of its own.
 */
class DeadlineQueue {
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  add(deadline: Deadline): void {
    deadline.previous = this.#last;
    if (this.#last) this.#last.next = deadline;
    else this.#first = deadline;
    this.#last = deadline;
    if (!this.#timer) this.#wait(deadline);
  }

  remove(deadline: Deadline): void {
    const { previous, next } = deadline;
    if (!previous && this.#first !== deadline) return;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    deadline.previous = deadline.next = undefined;
  }

  #wait(first: Deadline): void {
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.ceil(first.ends - performance.now()))).unref();
  }

  #expire(): void {
    const now = performance.now();
    for (let first = this.#first; first && first.ends <= now; first = this.#first) {
      this.remove(first);
      first.expire();
    }
    this.#timer = undefined;
    if (this.#first) this.#wait(this.#first);
  }
}

const queues = new Map<number, DeadlineQueue>();

function queueOf(milliseconds: number): DeadlineQueue {
  let queue = queues.get(milliseconds);
  if (!queue) queues.set(milliseconds, (queue = new DeadlineQueue()));
  return queue;
}
