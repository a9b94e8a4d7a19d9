import { Command, CommanderError, Option } from "commander";
import type { GlobalOptions, Io } from "./io.ts";

/** Runs a command's work; imported only when the command is chosen, so that help loads nothing else. */
type Work<O> = (io: Io, argument: string | undefined, options: O & GlobalOptions) => Promise<void>;
type Import<O> = () => Promise<{ readonly run: Work<O> }>;

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command or tandem.yaml, 3 data that do not meet the schema, 130 interrupted.`;

const EXAMPLES = `
Examples:
  $ tandem models                      the models of this project
  $ tandem crossvalidate churn         how good is it, on samples it has not seen?
  $ tandem train churn                 train on all samples and save a version
  $ tandem predict churn --out p.csv   predict with the newest version
  $ tandem show churn                  its versions and where they came from

A project is the folder with a tandem.yaml, which names its models, sources and stores. Commands also work in the
folders below it.${EXIT_CODES}`;

/** The whole command line of `tandem`. */
export function buildProgram(version: string, io: Io): Command {
  const program = new Command("tandem")
    .description("Train, judge and use the models of a Tandem project.")
    .version(version, "--version", "print the version of tandem")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .enablePositionalOptions() // after a command's name --version is that of a model
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
    .showHelpAfterError("(add --help for what there is)")
    .addHelpText("after", EXAMPLES);

  const add = <O>(usage: string, summary: string, load: Import<O>): Command => {
    const command = program
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
    return command.action(async (...given: unknown[]) => {
      const options = command.opts<O & GlobalOptions>();
      const argument = typeof given[0] === "string" ? given[0] : undefined;
      await (await load()).run(io, argument, options);
    });
  };

  add(
    "train <model>",
    "Train a model on all samples of its source and save it as a new version.",
    () => import("./commands/train.ts"),
  )
    .option("--source <name>", "train on this source instead of the model's own")
    .option("--seed <number>", "seed of everything random; equal seeds and data give equal versions")
    .option("--parameter <name=value...>", "note a parameter in the run's record");
  add(
    "crossvalidate <model>",
    "Judge a model on samples it was not trained on, fold by fold, and write a report.",
    () => import("./commands/crossvalidate.ts"),
  )
    .option("--folds <number>", "number of folds (default: 5)")
    .option("--source <name>", "use this source instead of the model's own")
    .option("--seed <number>", "seed of the splitting and of training")
    .option("--threads <number>", "worker threads; 1 runs one fold after another (default: as many as help)")
    .option("--report <file>", "write the HTML report here (default: a new file under .tandem/reports)");
  add(
    "predict <model>",
    "Predict for the samples of a source with a saved version.",
    () => import("./commands/predict.ts"),
  )
    .option("--version <version>", "the version to predict with (default: the one saved last)")
    .option("--source <name>", "predict for this source instead of the model's own")
    .option("--input <file>", "predict for this file, which has the same columns as the model's source")
    .option("--out <file>", "write the predictions here instead of to standard output")
    .addOption(
      new Option("--format <format>", "how to write them (default: by the name of the file, else csv)").choices([
        "csv",
        "ndjson",
      ]),
    );
  add("models", "List the models of the project.", () => import("./commands/models.ts"));
  add(
    "show <model>",
    "Show a model's versions, or one version and the runs that gave it.",
    () => import("./commands/show.ts"),
  ).option("--version <version>", "the version to show");
  add(
    "check [model]",
    "Check the project: tandem.yaml, models, and every row of the sources they use.",
    () => import("./commands/check.ts"),
  );
  return program;
}

/** Whether commander has already said what there is to say: a help text, or what is wrong with the command line. */
export function saidByCommander(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
