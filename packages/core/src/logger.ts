export type LogLevel = "debug" | "info" | "warn" | "error";
export interface LogEntry {
  readonly logger: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export type LogSink = (entry: LogEntry) => void;
export interface Logger extends Readonly<
  Record<LogLevel, (message: string, fields?: Readonly<Record<string, unknown>>) => void>
> {
  readonly name: string;
}

/** One per process, also where several copies of this module are loaded, so that no entry is written twice. */
const shared = ((globalThis as Record<symbol, unknown>)[Symbol.for("tandem.logging@1")] ??= {
  loggers: new Map(),
  sink: undefined,
}) as {
  readonly loggers: Map<string, Logger>;
  sink: LogSink | undefined;
};

/** The logger of that name: the same instance for every caller. Silent until the application calls {@link logTo}. */
export function logger(name: string): Logger {
  let found = shared.loggers.get(name);
  if (!found) {
    const write =
      (level: LogLevel) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
        shared.sink?.({ logger: name, level, message, fields });
    found = { name, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
    shared.loggers.set(name, found);
  }
  return found;
}

/** Sends all entries to `sink`, in place of the sink before; returns what puts that one back. */
export function logTo(sink: LogSink | undefined): () => void {
  const before = shared.sink;
  shared.sink = sink;
  return () => void (shared.sink = before);
}
