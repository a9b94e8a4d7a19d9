import { TandemError, type AnyImplementation, type Answering, type Asked, type Surroundings } from "@tandem/core";

type Opened = Answering<unknown, unknown>;

/** Milliseconds between attempts to open what could not be opened. */
const AGAIN = 1_000;

/**
 * The implementation, which need not be able to answer when the service starts: its model may still be to be trained, or
 * its version's files unreadable. It is tried again every second; until then its questions are refused with
 * `service/not-ready`, which says why, and the service is not ready. Mistakes in tandem.yaml are thrown at once, and so
 * is what the registry does not know, so that no route to it can be set.
 */
export function onceAble(implementation: AnyImplementation, say: (words: string) => void): AnyImplementation {
  return {
    ...implementation,
    async open(surroundings: Surroundings): Promise<Opened> {
      try {
        return (await implementation.open(surroundings)) as Opened;
      } catch (error) {
        if (isMistake(error)) throw error;
        say(`${titleOf(implementation)} is not ready: ${reasonOf(error)}`);
        return new Unable(implementation, surroundings, reasonOf(error), say);
      }
    },
  };
}

/** What does not mend itself while the service runs. */
function isMistake(error: unknown): boolean {
  return TandemError.is(error) && /^(config|service|model|registry\/no-such-|registry\/bad-)/.test(error.code);
}

/** Most models have an endpoint of their own name. */
function titleOf({ endpoint, name }: AnyImplementation): string {
  return endpoint.name === name ? name : `${endpoint.name}: ${name}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

class Unable implements Opened {
  #opened: Opened | undefined;
  #closed = false;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly implementation: AnyImplementation,
    private readonly surroundings: Surroundings,
    private reason: string,
    private readonly say: (words: string) => void,
  ) {
    let trying = false;
    this.#timer = setInterval(() => {
      if (trying) return;
      trying = true;
      void this.#try().finally(() => (trying = false));
    }, AGAIN).unref();
  }

  get problem(): string | undefined {
    return this.#opened ? this.#opened.problem : this.reason;
  }

  answer(input: unknown, asked: Asked) {
    return this.#able().answer(input, asked);
  }

  /** All at once where the implementation can; alone otherwise. */
  answerMany(inputs: readonly unknown[], asked: Asked) {
    const opened = this.#able();
    return opened.answerMany?.(inputs, asked) ?? Promise.all(inputs.map(async (input) => opened.answer(input, asked)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#opened?.close?.();
  }

  #able(): Opened {
    if (this.#opened) return this.#opened;
    throw new TandemError("service/not-ready", { target: this.implementation.name, reason: this.reason });
  }

  async #try(): Promise<void> {
    try {
      const opened = (await this.implementation.open(this.surroundings)) as Opened;
      if (this.#closed) return void (await opened.close?.());
      this.#opened = opened;
      clearInterval(this.#timer);
      this.say(`${titleOf(this.implementation)} is ready now`);
    } catch (error) {
      this.reason = reasonOf(error);
    }
  }
}
