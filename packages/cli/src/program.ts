import { Command, CommanderError, Option } from "commander";
import { addTo, type Add } from "./add-command.ts";
import type { Io } from "./io.ts";
import { addClient, addServing } from "./serving-commands.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command or tandem.yaml, 3 data that do not meet the schema, 130 interrupted.`;

const EXAMPLES = `
Examples:
  $ tandem models                      the models of this project
  $ tandem crossvalidate churn         how good is it, on samples it has not seen?
  $ tandem train churn                 train on all samples and save a version
  $ tandem predict churn --out p.csv   predict with the newest version
  $ tandem show churn                  its versions and where they came from
  $ tandem promote churn@3 --to prod   let it serve, if it passes its gates
  $ tandem data snapshot customers     keep the data as they are today
  $ tandem serve                       answer over HTTP
  $ tandem compose                     write a docker-compose.yml that does

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

  const add: Add = (usage, summary, load) => addTo(program, io, usage, summary, load);
  add(
    "train <model>",
    "Train a model on all samples of its source and save it as a new version.",
    () => import("./commands/train.ts"),
  )
    .option("--source <name>", "train on this source instead of the model's own")
    .option("--seed <number>", "seed of everything random; equal seeds and data give equal versions")
    .option("--parameter <name=value...>", "note a parameter in the run's record")
    .option("--tag <name=value...>", "tag the version in the registry")
    .option("--author <name>", "who trains (default: TANDEM_AUTHOR, else the user)")
    .option("--snapshot <id>", "train from this snapshot of the source, an id or tag (default: take a new one)")
    .option("--no-snapshot", "take no snapshot of the source; the version cannot be reproduced then");
  add(
    "crossvalidate <model>",
    "Judge a model on samples it was not trained on, fold by fold, and write a report.",
    () => import("./commands/crossvalidate.ts"),
  )
    .option("--folds <number>", "number of folds (default: 5)")
    .option("--source <name>", "use this source instead of the model's own")
    .option("--seed <number>", "seed of the splitting and of training")
    .option("--threads <number>", "worker threads; 1 runs one fold after another (default: as many as help)")
    .option(
      "--explain",
      "show in the report what the model goes by: importance of fields, dependence, SHAP values, a tree",
    )
    .option("--report <file>", "write the HTML report here (default: a new file under .tandem/reports)");
  add(
    "predict <model>",
    "Predict for the samples of a source: `churn` with the version saved last, `churn@champion` with the promoted one.",
    () => import("./commands/predict.ts"),
  )
    .option(
      "--version <version>",
      "the digest of the version to predict with (default: of the one saved last, promoted or not)",
    )
    .option("--source <name>", "predict for this source instead of the model's own")
    .option("--input <file>", "predict for this file, which has the same columns as the model's source")
    .option("--out <file>", "write the predictions here instead of to standard output; goes on with an unfinished run")
    .option("--table <address>", "write them into this table, like sqlite/table/predictions, under the samples' ids")
    .option(
      "--kv <address>",
      "write them into this key-value storage, like redis/kv/recommendations, to be looked up by id",
    )
    .option("--batch-rows <number>", "rows to hold in memory at once (default: 65536)")
    .option("--restart", "throw away what an unfinished run has written, instead of going on with it")
    .addOption(
      new Option("--format <format>", "how to write them (default: by the name of the file, else csv)").choices([
        "csv",
        "ndjson",
      ]),
    );
  add("models", "List the models of the project.", () => import("./commands/models.ts"));
  add(
    "show <model>",
    "Show a model's versions, or one version and the runs that gave it: churn@3, churn@prod.",
    () => import("./commands/show.ts"),
  ).option("--version <version>", "the version to show");
  add(
    "check [model]",
    "Check the project: tandem.yaml, models, their newest versions, the registry, and every row of their sources.",
    () => import("./commands/check.ts"),
  );
  addServing(add);
  addClient(add);
  addRegistryCommands(add);
  addGroups(program, io);
  return program;
}

/** What the registry knows: each takes references like churn@3 and churn@champion. */
function addRegistryCommands(add: Add): void {
  const author = ["--author <name>", "who does it (default: TANDEM_AUTHOR, else the user)"] as const;
  const why = ["--why <text>", "why, for the history"] as const;
  add("runs [model]", "List runs of training, newest first.", () => import("./commands/runs.ts"))
    .option("--where <condition...>", "only those: metric.rocAuc>0.8, tag.team=a, parameter.depth=3, status=failed")
    .option("--sort <key>", "order by metric.NAME, parameter.NAME or tag.NAME; with a - before it descending")
    .option("--limit <number>", "how many (default: 20)");
  add("versions <model>", "List the registered versions of a model.", () => import("./commands/versions.ts")) //
    .option("--limit <number>", "how many (default: 20)");
  add("compare <version...>", "Show versions side by side.", () => import("./commands/compare.ts"));
  add("promote <version>", "Let a version serve, if it passes its gates.", () => import("./commands/promote.ts"))
    .option("--to <alias>", "the stage or alias it gets (default: the next stage)")
    .option(...why)
    .option("--override <reason>", "promote it even where a gate fails; the reason is kept")
    .option("--held-out <source>", "compare with the champion on this source, which neither was trained on")
    .option(...author);
  add(
    "rollback <alias>",
    "Point an alias, like churn@prod, back at its version before.",
    () => import("./commands/rollback.ts"),
  )
    .option(...why)
    .option(...author);
  add(
    "history <model>",
    "Show every move of a model's aliases, or of one: churn@prod.",
    () => import("./commands/history.ts"),
  ) //
    .option("--at <time>", "only which version the alias named then");
  add(
    "lineage <version>",
    "Show where a version comes from and what was made with it.",
    () => import("./commands/lineage.ts"),
  );
  add(
    "reproduce <version>",
    "Train a version again from what is recorded and compare.",
    () => import("./commands/reproduce.ts"),
  );
  add("gc [model]", "Remove versions that nothing needs, and their artifacts.", () => import("./commands/gc.ts"))
    .option("--keep <number>", "newest versions of each model that stay (default: 5)")
    .option("--dry-run", "only say what would be removed");
}

function addGroups(program: Command, io: Io): void {
  const group = (name: string, summary: string): Add => {
    const parent = program
      .command(name)
      .description(summary)
      .helpOption("-h, --help", "print this help")
      .helpCommand(false);
    return (usage, what, load) => addTo(parent, io, usage, what, load);
  };
  addStorageCommands(group("storage", "Make and list storages: technology/format/name."));
  addRouteCommands(group("route", "Who answers the questions of an endpoint type."));
  addMlflowCommands(group("mlflow", "Copy versions and their runs to and from an MLflow server."));
  addDataCommands(group("data", "Keep versions of data: snapshots that never change."));
}

function addRouteCommands(add: Add): void {
  const why = ["--why <text>", "why it is changed; the history keeps it"] as const;
  const author = ["--author <name>", "who changes it (default: TANDEM_AUTHOR, else the user)"] as const;
  add("show <endpoint>", "Show the route of an endpoint.", () => import("./commands/route/show.ts"));
  add("history <endpoint>", "Show every route it had.", () => import("./commands/route/history.ts"));
  add(
    "set <endpoint> <target>",
    "Set who answers: implementation or implementation@alias.",
    () => import("./commands/route/set.ts"),
  )
    .option("--split <shares>", "shares by weight, like churn=9,churn@candidate=1")
    .option("--mirror <targets>", "asked too, their answers only compared; with commas between")
    .option("--fallback <target>", "answers where the chosen one fails or is late")
    .option("--deadline <ms>", "milliseconds for one answer")
    .option(...why)
    .option(...author);
  add(
    "canary <endpoint> <target>",
    "Let a candidate's share grow while it does well.",
    () => import("./commands/route/canary.ts"),
  )
    .option("--steps <shares>", "rising shares of the questions (default: 0.01,0.1,0.5)")
    .option("--min-answers <number>", "answers before the next step (default: 200)")
    .option("--max-error-rate <share>", "highest share of failed answers (default: 0.01)")
    .option("--max-latency-ratio <ratio>", "highest ratio of its median latency to the default's (default: 2)")
    .option("--max-metric-loss <number>", "how far its live metric may lie below the default's (default: not asked)")
    .option(...why)
    .option(...author);
}

function addMlflowCommands(add: Add): void {
  const url = ["--url <url>", "address of the MLflow server (default: MLFLOW_TRACKING_URI)"] as const;
  const access = `
MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say who asks, as they do to MLflow's own
client. What is there already is not copied again.`;
  add(
    "push <version...>",
    "Copy versions like churn@3 or churn@champion with their runs, files and aliases to an MLflow server.",
    () => import("./commands/mlflow/push.ts"),
  )
    .option(...url)
    .option("--no-files", "leave their files here")
    .addHelpText("after", access);
  add(
    "pull <version...>",
    "Copy versions of an MLflow server with their runs, files and aliases into the registry: churn@3 by its number there, churn for all.",
    () => import("./commands/mlflow/pull.ts"),
  )
    .option(...url)
    .option("--no-files", "leave their files there")
    .addHelpText("after", access);
}

function addStorageCommands(add: Add): void {
  const schema = ["--schema <json>", "JSON Schema of a value, row or document: a file, or written out"] as const;
  const description = ["--description <text>", "what it is for"] as const;
  add("create <address>", "Make a storage, like redis/kv/user-vectors.", () => import("./commands/storage/create.ts"))
    .option(...schema)
    .option("--key <columns>", "columns that identify a row of a table, with commas between")
    .option("--dimensions <number>", "length of the vectors of a search storage")
    .option(...description);
  add(
    "evolve <address>",
    "Give a storage's schema further optional fields.",
    () => import("./commands/storage/evolve.ts"),
  )
    .option(...schema)
    .option(...description);
  add("list", "List the storages of this project.", () => import("./commands/storage/list.ts"));
  add("describe <address>", "Show a storage's definition.", () => import("./commands/storage/describe.ts"));
  add(
    "forget <address>",
    "Forget a storage's name; what it holds stays.",
    () => import("./commands/storage/forget.ts"),
  );
}

function addDataCommands(add: Add): void {
  const model = ["--model <name>", "read it by this model's schemas (default: the model whose source it is)"] as const;
  add("snapshot <source>", "Take a snapshot of a source.", () => import("./commands/data/snapshot.ts"))
    .option(...model)
    .option("--tag <name>", "mark it for good")
    .option("--note <text>", "what there is to say of it")
    .option("--author <name>", "who takes it (default: TANDEM_AUTHOR, else the user)");
  add("list [dataset]", "List snapshots, newest first.", () => import("./commands/data/list.ts"));
  add(
    "diff <snapshot> [other]",
    "Show the rows and fields that differ from another snapshot or the newest.",
    () => import("./commands/data/diff.ts"),
  ) //
    .option(...model);
  add(
    "checkout <snapshot> <folder>",
    "Write a snapshot's files into a new folder.",
    () => import("./commands/data/checkout.ts"),
  );
  add(
    "card <snapshot> <folder>",
    "Write its metadata as Croissant and as a Data Package.",
    () => import("./commands/data/card.ts"),
  )
    .option("--description <text>", "what the data are")
    .option("--license <name>", "an SPDX identifier or the licence's URL")
    .option("--url <url>", "where the data come from")
    .option("--citation <text>", "how to cite them")
    .option("--creator <name>", "who made them");
  add(
    "verify [snapshot]",
    "Check every byte of snapshots against its digest.",
    () => import("./commands/data/verify.ts"),
  );
  add("tag <snapshot> <tag>", "Mark a snapshot for good.", () => import("./commands/data/tag.ts"));
  add("gc", "Remove what no snapshot needs.", () => import("./commands/data/gc.ts"))
    .option("--keep <number>", "also forget snapshots beyond this many of each dataset that no tag or run needs")
    .option("--dry-run", "only say what would be removed");
}

/** Whether commander has already said what there is to say: a help text, or what is wrong with the command line. */
export function saidByCommander(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
