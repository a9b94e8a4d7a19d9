import { TandemError, type Asked } from "@tandem/core";
import type { NotifyingSignal } from "./deadline.ts";

export interface Batching {
  /** Most questions answered in one call; 1 turns batching off. Default 1. */
  readonly maxSize?: number;
  /** Longest a question waits for others, in milliseconds. Default 2. */
  readonly maxLatency?: number;
}

interface Waiting<I, O> {
  readonly input: I;
  readonly asked: Asked;
  readonly done: (answer: O) => void;
  readonly fail: (error: unknown) => void;
}

/** Collects questions that come at about the same time and has them answered in one call, in the order they came. */
export class Batcher<I, O> {
  #waiting: Waiting<I, O>[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #maxSize: number;
  readonly #maxLatency: number;

  constructor(
    private readonly target: string,
    private readonly answerMany: (inputs: readonly I[], asked: Asked) => PromiseLike<readonly O[]> | readonly O[],
    { maxSize = 1, maxLatency = 2 }: Batching,
  ) {
    this.#maxSize = maxSize;
    this.#maxLatency = maxLatency;
  }

  ask(input: I, asked: Asked): Promise<O> {
    return new Promise((done, fail) => {
      this.#waiting.push({ input, asked, done, fail });
      if (this.#waiting.length >= this.#maxSize) void this.#flush();
      else this.#timer ??= setTimeout(() => void this.#flush(), this.#maxLatency);
    });
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting.filter(({ asked, fail }) => {
      if (asked.signal.aborted) fail(asked.signal.reason);
      return !asked.signal.aborted;
    });
    this.#waiting = [];
    if (batch.length === 0) return;
    const signal = new BatchSignal(batch.map(({ asked }) => asked));
    try {
      const answers = await this.#answers(batch, { requestId: batch[0]!.asked.requestId, signal });
      batch.forEach(({ done }, i) => done(answers[i]!));
    } catch (error) {
      if (batch.length === 1) batch[0]!.fail(error);
      else await Promise.all(batch.map((one) => this.#alone(one))); // one bad question must not fail the others
    }
  }

  async #alone(one: Waiting<I, O>): Promise<void> {
    try {
      one.done((await this.#answers([one], one.asked))[0]!);
    } catch (error) {
      one.fail(error);
    }
  }

  async #answers(batch: readonly Waiting<I, O>[], asked: Asked): Promise<readonly O[]> {
    const inputs = batch.map(({ input }) => input);
    const answers = await this.answerMany(inputs, asked);
    if (answers.length === batch.length) return answers;
    const reason = `${answers.length} answers to ${batch.length} questions`;
    throw new TandemError("service/bad-answer", { target: this.target, reason });
  }
}

/** Aborted once nobody waits for any answer of the batch. */
class BatchSignal implements NotifyingSignal {
  constructor(private readonly batch: readonly Asked[]) {}

  get aborted(): boolean {
    return this.batch.every(({ signal }) => signal.aborted);
  }
  get reason(): unknown {
    return this.batch[0]!.signal.reason;
  }
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
  onAbort(tell: (reason: unknown) => void): void {
    for (const { signal } of this.batch)
      (signal as NotifyingSignal).onAbort?.((reason) => {
        if (this.aborted) tell(reason);
      });
  }
}
