import { TandemError, type AnyImplementation, type Answering, type Surroundings } from "@tandem/core";

type Opened = Answering<unknown, unknown>;

/** Milliseconds between attempts to open an implementation whose models were not trained. */
const AGAIN = 1_000;

/**
 * The implementation, which may be opened before its models are trained: questions are refused with
 * `service/not-ready`, which says how to train, until a version is there.
 */
export function onceTrained(implementation: AnyImplementation, say: (words: string) => void): AnyImplementation {
  return {
    ...implementation,
    async open(surroundings: Surroundings): Promise<Opened> {
      try {
        return (await implementation.open(surroundings)) as Opened;
      } catch (error) {
        if (!TandemError.is(error, "serve/not-trained")) throw error;
        say(`${implementation.endpoint.name}: ${implementation.name} is not ready: ${error.message}`);
        return waiting(implementation, surroundings, error.message);
      }
    },
  };
}

function waiting(implementation: AnyImplementation, surroundings: Surroundings, reason: string): Opened {
  let opened: Promise<Opened> | undefined;
  let next = Date.now() + AGAIN;
  const ready = (): Promise<Opened> => {
    if (!opened && Date.now() < next)
      throw new TandemError("service/not-ready", { target: implementation.name, reason });
    return (opened ??= attempt());
  };
  const attempt = async () => {
    try {
      return (await implementation.open(surroundings)) as Opened;
    } catch (error) {
      opened = undefined;
      next = Date.now() + AGAIN;
      if (!TandemError.is(error, "serve/not-trained")) throw error;
      throw new TandemError("service/not-ready", { target: implementation.name, reason: error.message });
    }
  };
  return {
    answer: async (input, asked) => (await ready()).answer(input, asked),
    close: async () => (await opened?.catch(() => undefined))?.close?.(),
  };
}
