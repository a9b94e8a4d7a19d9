import type { LogSink } from "@tandem/core";

type Write = (fields: object, message: string) => void;

/** What is needed of a pino logger. */
export interface PinoLike {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/**
 * Sends the entries of all Tandem loggers to pino, one JSON line each, errors with their stack:
 *
 * ```ts
 * logTo(pinoSink(pino()));
 * ```
 */
export function pinoSink(pino: PinoLike): LogSink {
  return ({ logger, level, message, fields }) => {
    const { error, ...rest } = fields;
    pino[level]({ logger, ...rest, ...(error === undefined ? {} : { err: error }) }, message);
  };
}
