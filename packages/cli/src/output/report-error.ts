import "../errors.ts";
import { TandemError } from "@tandem/core";
import { ExitCode, exitCodeFor } from "../exit-codes.ts";
import type { GlobalOptions, Io } from "../io.ts";

/** Writes one clear message - with the stack and the causes only under --debug - and says what to end with. */
export function reportError(error: unknown, io: Io, options: GlobalOptions): ExitCode {
  const known = TandemError.is(error) ? error : refusedBySystem(error);
  const interrupted = io.signal.aborted && !known;
  const message = known?.message ?? (error instanceof Error ? error.message : String(error));
  if (options.json) io.stderr.write(`${JSON.stringify({ error: known ?? { code: null, message } })}\n`);
  else io.stderr.write(`tandem: ${message}\n`);
  if (options.debug) io.stderr.write(`${stackOf(error)}\n`);
  else if (!known && !interrupted && !options.json)
    io.stderr.write("Run the command again with --debug to see where this comes from.\n");
  if (interrupted) return ExitCode.interrupted;
  const decides = known?.code === "cli/failed-checks" && TandemError.is(known.cause) ? known.cause : known;
  return exitCodeFor(decides?.code);
}

interface SystemError extends NodeJS.ErrnoException {
  readonly dest?: string;
  readonly address?: string;
  readonly port?: number;
}

/** What the system said of a file or a port - not there, no permission, taken - which is no fault of the program. */
function refusedBySystem(error: unknown): TandemError | undefined {
  const { code, syscall, path, dest, address, port } = (error ?? {}) as SystemError;
  if (code === "EADDRINUSE" && address !== undefined && port !== undefined)
    return new TandemError("cli/port-taken", { address, port }, { cause: error });
  if (typeof code !== "string" || typeof syscall !== "string" || typeof path !== "string") return undefined;
  const reason = REASONS[code] ?? `the system says ${code}`;
  return new TandemError("cli/refused", { path: dest ?? path, reason, system: code }, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EEXIST: "it is there already",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
  ENOENT: "it does not exist",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a part of the path is a file",
  EPERM: "the system does not permit it",
  EROFS: "the file system can only be read",
};

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
