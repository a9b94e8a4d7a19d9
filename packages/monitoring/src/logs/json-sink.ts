import type { LogLevel, LogSink } from "@tandem/core";
import { pino } from "pino";
import { pinoSink } from "./pino-sink.ts";

export interface JsonLogOptions {
  readonly to: NodeJS.WritableStream;
  /** Least level that is written. Default "info". */
  readonly level?: LogLevel;
}

/** Writes entries of all Tandem loggers as JSON lines: `level` as a word, `time` as ISO 8601, errors with their stack. */
export function jsonSink({ to, level = "info" }: JsonLogOptions): LogSink {
  const formatters = { level: (label: string) => ({ level: label }) };
  return pinoSink(pino({ level, timestamp: pino.stdTimeFunctions.isoTime, formatters }, to));
}
