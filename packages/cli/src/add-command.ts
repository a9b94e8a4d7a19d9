import { Option, type Command } from "commander";
import type { GlobalOptions, Io } from "./io.ts";

/** Runs a command's work; imported only when the command is chosen, so that help loads nothing else. */
type Work<O> = (
  io: Io,
  argument: string | undefined,
  options: O & GlobalOptions,
  all: readonly string[],
) => Promise<void>;
type Import<O> = () => Promise<{ readonly run: Work<O> }>;

/** Adds a command under the options that all have. */
export type Add = <O>(usage: string, summary: string, load: Import<O>) => Command;

export function addTo<O>(parent: Command, io: Io, usage: string, summary: string, load: Import<O>): Command {
  const command = parent
    .command(usage)
    .description(summary)
    .helpOption("-h, --help", "print this help")
    .addOption(
      new Option("--config <file>", "tandem.yaml of the project; default: of this folder or the nearest above"),
    )
    .addOption(
      new Option(
        "--env <name>",
        "environment whose layer of tandem.yaml applies (dev, preprod, prod); default: TANDEM_ENV, else dev",
      ),
    )
    .addOption(new Option("--json", "print the result as JSON, for programs"))
    .addOption(new Option("-q, --quiet", "print no progress"))
    .addOption(new Option("--debug", "print the stack of an error"));
  return command.action(async () => {
    const options = command.opts<O & GlobalOptions>();
    await (await load()).run(io, command.args[0], options, command.args);
  });
}
