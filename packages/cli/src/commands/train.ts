import type { OnProgress, ProgressEvent } from "@tandem/app";
import { TandemError, type Json, type LabeledSamples } from "@tandem/core";
import type { Snapshot } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../io.ts";
import { Warnings } from "../output/absent-fields.ts";
import { stepsFor } from "../output/steps.ts";
import { counted, metricText, secondsText } from "../output/table.ts";
import { openProject, type Project } from "../project/open-project.ts";
import type { Registered } from "../project/register-run.ts";
import { parameters, tags, wholeNumber } from "./options.ts";

interface TrainCommand extends GlobalOptions {
  readonly source?: string;
  readonly seed?: string;
  readonly parameter?: readonly string[];
  readonly tag?: readonly string[];
  readonly author?: string;
  /** The id or tag of a snapshot to train from; false: take none. */
  readonly snapshot?: string | false;
}

/** `tandem train <model>` */
export async function run(io: Io, model: string | undefined, options: TrainCommand): Promise<void> {
  const name = model!;
  wholeNumber("--seed", options.seed, 0);
  parameters(options.parameter);
  tags(options.tag);
  const project = await openProject(io, options);
  const warnings = new Warnings();
  const { version, record, registered } = await stepsFor(io, options).step(`Training ${name}`, (tell) =>
    train(project, name, options, io, (event) => {
      warnings.onProgress(event);
      const words = wordsOf(event);
      if (words) tell(words);
    }),
  );
  warnings.tell(io, options);
  if (options.json) {
    const { number } = registered;
    io.stdout.write(`${JSON.stringify({ model: name, version, number, run: registered.run, record })}\n`);
    return;
  }
  const lines = [
    `Saved ${name} version ${version}, registered as ${name}@${registered.number}`,
    `  trained on ${counted(record.data.samples, "sample")} in ${secondsText(record.durations["train"] ?? 0)}, seed ${record.seed}`,
    ...Object.entries(record.metrics).map(([metric, value]) => `  ${metric} ${metricText(value)}`),
    `  next: tandem predict ${name}@${registered.number}, or tandem show ${name}@${registered.number}`,
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
}

async function train(
  project: Project,
  name: string,
  options: TrainCommand,
  io: Io,
  onProgress: OnProgress,
): Promise<Registered> {
  const { app, config, registry } = project;
  const pkg = await app.package(name);
  const place = config.models[name]!.store ?? config.store;
  const store = await project.openStore(place); // what cannot be opened is said before the training, not after
  const { holdOut, seed = 0 } = config.models[name]!;
  let leftOut = 0;
  const data = await readTraining(project, name, options, io, (rows) => {
    leftOut = rows;
    onProgress({ kind: "left-out", model: pkg.name, rows });
  });
  const { trainRegistered } = await import("../project/register-run.ts");
  const samples = await trainingPart(data.samples, holdOut);
  const create = {
    store,
    seed: wholeNumber("--seed", options.seed, 0) ?? seed,
    parameters: parameters(options.parameter),
    context: {
      model: name,
      source: data.source,
      environment: config.environment,
      snapshot: data.snapshot ? { dataset: data.snapshot.dataset, id: data.snapshot.id } : null,
      holdOut: holdOut ?? null,
    },
    signal: io.signal,
    leftOut,
    onProgress,
  };
  return trainRegistered(pkg, samples, create, {
    registry: await registry.open(),
    author: options.author ?? registry.author,
    model: name,
    place,
    parents: data.snapshot ? [{ kind: "data", parent: `${data.snapshot.dataset}@${data.snapshot.id}` }] : [],
    tags: tags(options.tag),
  });
}

interface TrainingData {
  readonly source: string;
  readonly samples: LabeledSamples<unknown, unknown>;
  readonly snapshot?: Snapshot;
}

/** The samples of a snapshot, or those of the source, of which a snapshot is taken then. */
async function readTraining(
  project: Project,
  name: string,
  options: TrainCommand,
  io: Io,
  onLeftOut: (rows: number) => void,
): Promise<TrainingData> {
  const { app, config, registry } = project;
  const source = options.source ?? config.models[name]!.source;
  if (source === undefined) throw new TandemError("app/no-source", { model: name });
  const pkg = await app.package(name);
  const read = async (opened: { read(options: object): Promise<unknown> }) =>
    (await opened.read({ signal: io.signal, onLeftOut })) as LabeledSamples<unknown, unknown>;
  const current = await app.source(name, source);
  if (options.snapshot === false) return { source, samples: await read(current) };
  const { openSnapshot, snapshotsOf, takeSnapshot } = await import("../project/snapshot-source.ts");
  if (options.snapshot !== undefined) {
    const snapshot = await (await snapshotsOf(project)).get(source, options.snapshot);
    return { source, snapshot, samples: await read(await openSnapshot(project, source, pkg, snapshot, io)) };
  }
  const samples = await read(current);
  const author = options.author ?? registry.author;
  const { snapshot } = await takeSnapshot(project, { source, pkg, samples, author });
  return { source, samples, snapshot };
}

/** All samples but those held out for gates. */
export async function trainingPart(
  samples: LabeledSamples<unknown, unknown>,
  holdOut: Json | undefined,
): Promise<LabeledSamples<unknown, unknown>> {
  if (typeof holdOut !== "number") return samples;
  const { splitHeldOut } = await import("@tandem/promotion");
  return splitHeldOut(samples, holdOut).training;
}

function wordsOf(event: ProgressEvent): string | undefined {
  switch (event.kind) {
    case "started":
      return counted(event.samples ?? 0, "sample");
    case "training":
      return `${event.done} of ${event.total}`;
    case "metric":
      return `${event.name} ${metricText(event.value)}`;
    case "saved":
      return `version ${event.version}`;
    default:
      return undefined;
  }
}
