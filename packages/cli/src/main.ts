import { createRequire } from "node:module";
import { ExitCode } from "./exit-codes.ts";
import type { GlobalOptions, Io } from "./io.ts";
import { buildProgram, saidByCommander } from "./program.ts";

/** Runs one command line; the answer is the exit code (see `ExitCode`). */
export async function main(args: readonly string[], given: Partial<Io> = {}): Promise<ExitCode> {
  const interruption = new AbortController();
  const closings: (() => Promise<void>)[] = [];
  const io: Io = {
    cwd: workingFolder(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    signal: interruption.signal,
    atEnd: (close) => closings.push(close),
    ...given,
  };
  const { version } = createRequire(import.meta.url)("../package.json") as { readonly version: string };
  const release = given.signal ? () => undefined : interruptible(interruption);
  try {
    await buildProgram(version, io).parseAsync(["node", "tandem", ...args]);
    return ExitCode.done;
  } catch (error) {
    if (saidByCommander(error)) return error.exitCode === 0 ? ExitCode.done : ExitCode.misused;
    const { reportError } = await import("./output/report-error.ts");
    return reportError(error, io, flagsIn(args));
  } finally {
    await Promise.allSettled(closings.map((close) => close()));
    release();
  }
}

/**
 * Where relative paths start. npm runs the script of a workspace in the workspace's folder, but who types
 * `npm run train -w ... -- --out x.csv` means the folder they are in.
 */
function workingFolder(): string {
  const { npm_package_json: manifest, INIT_CWD: typedIn } = process.env;
  const cwd = process.cwd();
  const byScript =
    manifest !== undefined && typedIn !== undefined && manifest.replace(/[/\\]package\.json$/, "") === cwd;
  return byScript && cwd.startsWith(typedIn) ? typedIn : cwd;
}

/**
 * The first Ctrl-C or SIGTERM asks the command to stop cleanly, the same again ends the process. One after the other is no
 * second wish: a terminal sends SIGINT to all processes of a service, and the first of them tells the rest by SIGTERM.
 */
function interruptible(interruption: AbortController): () => void {
  let first: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (first === signal) process.exit(ExitCode.interrupted);
    if (first !== undefined) return;
    first = signal;
    interruption.abort(new Error(`interrupted by ${signal}`));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => void process.off("SIGINT", stop).off("SIGTERM", stop);
}

function flagsIn(args: readonly string[]): GlobalOptions {
  return { json: args.includes("--json"), debug: args.includes("--debug") };
}
