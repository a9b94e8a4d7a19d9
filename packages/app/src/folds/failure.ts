import { TandemError, type ErrorCode, type ErrorDetails } from "@tandem/core";

/** An error as data, for crossing from a worker thread. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly details: unknown;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error))
    return { name: "Error", message: String(error), stack: undefined, code: undefined, details: undefined };
  const typed = TandemError.is(error)
    ? { code: error.code, details: error.details }
    : { code: undefined, details: undefined };
  return { name: error.name, message: error.message, stack: error.stack, ...typed };
}

/** The error as it was thrown: a TandemError keeps its code and details, any error its name, message and stack. */
export function errorOf(failure: Failure): Error {
  const { name, message, stack, code, details } = failure;
  const error =
    code === undefined ? new Error(message) : new TandemError(code as ErrorCode, details as ErrorDetails[ErrorCode]);
  const kept = { name, message, ...(stack === undefined ? {} : { stack }) };
  for (const [key, value] of Object.entries(kept))
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
  return error;
}
