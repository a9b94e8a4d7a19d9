import type { Asked } from "@tandem/core";

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
    const signal = { aborted: false, reason: undefined, throwIfAborted() {} };
    try {
      const answers = await this.answerMany(
        batch.map(({ input }) => input),
        { requestId: batch[0]!.asked.requestId, signal },
      );
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length} questions`);
      batch.forEach(({ done }, i) => done(answers[i]!));
    } catch (error) {
      if (batch.length === 1) batch[0]!.fail(error);
      else for (const one of batch) await this.#alone(one); // one bad question must not fail the others
    }
  }

  async #alone({ input, asked, done, fail }: Waiting<I, O>): Promise<void> {
    try {
      const [answer] = await this.answerMany([input], asked);
      done(answer!);
    } catch (error) {
      fail(error);
    }
  }
}
