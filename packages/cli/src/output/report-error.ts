import { TandemError } from "@tandem/core";
import { exitCodeFor, type ExitCode } from "../exit-codes.ts";
import type { GlobalOptions, Io } from "../io.ts";

/** Writes one clear message - with the stack and the causes only under --debug - and says what to end with. */
export function reportError(error: unknown, io: Io, options: GlobalOptions): ExitCode {
  const known = TandemError.is(error) ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (options.json) io.stderr.write(`${JSON.stringify({ error: known ?? { code: null, message } })}\n`);
  else io.stderr.write(`tandem: ${message}\n`);
  if (options.debug) io.stderr.write(`${stackOf(error)}\n`);
  else if (!known && !options.json)
    io.stderr.write("Run the command again with --debug to see where this comes from.\n");
  const decides = known?.code === "cli/failed-checks" && TandemError.is(known.cause) ? known.cause : known;
  return exitCodeFor(decides?.code);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
