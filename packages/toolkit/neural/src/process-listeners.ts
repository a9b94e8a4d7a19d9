type Listener = (...values: never[]) => void;
interface ProcessEvents {
  listeners(event: string): readonly Listener[];
  removeListener(event: string, listener: Listener): unknown;
}
const events = ["uncaughtException", "unhandledRejection"];

/**
 * Runs `body` and takes away the listeners for unexpected errors that it left on the process. Emscripten's loader
 * adds such and they would decide, in place of the application, how the process ends.
 */
export async function keepProcessListeners<T>(body: () => Promise<T>): Promise<T> {
  const { process } = globalThis as unknown as { readonly process?: Partial<ProcessEvents> };
  if (!process?.listeners || !process.removeListener) return body();
  const host = process as ProcessEvents;
  const before = events.map((event) => new Set(host.listeners(event)));
  try {
    return await body();
  } finally {
    events.forEach((event, i) => {
      for (const listener of host.listeners(event))
        if (!before[i]!.has(listener) && isEmscripten(listener)) host.removeListener(event, listener);
    });
  }
}

/** Others may add listeners while the loader waits; its own only throw again. */
function isEmscripten(listener: Listener): boolean {
  return /ExitStatus|\{\s*throw \w+;?\s*\}/.test(String(listener));
}
