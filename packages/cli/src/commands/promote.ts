import { checkedRows } from "@tandem/app";
import { TandemError, type LabeledSamples } from "@tandem/core";
import { nextStage, promote, splitHeldOut, type GateResult, type PromoteOptions } from "@tandem/promotion";
import type { RegisteredVersion } from "@tandem/registry";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject, type Project } from "../project/open-project.ts";
import { startCandidate } from "../serve/start-candidate.ts";
import { recordedData, type RecordedData } from "../project/recorded-data.ts";
import { trainingPart } from "./train.ts";

interface PromoteCommand extends GlobalOptions {
  readonly to?: string;
  readonly why?: string;
  readonly author?: string;
  readonly override?: string;
  readonly heldOut?: string;
}

/** `tandem promote <version>`: to the next stage, or to the alias of `--to`. */
export async function run(io: Io, reference: string | undefined, options: PromoteCommand): Promise<void> {
  const project = await openProject(io, options);
  const { config, registry } = project;
  const { model } = modelIn(project, reference!);
  const opened = await registry.open();
  const candidate = await opened.versions.resolve(reference!);
  const alias = options.to ?? nextStage(config.stages, candidate.aliases).alias;
  const rules = (config.models[model]!.gates ?? config.gates) as PromoteOptions["rules"];
  const read = reader(project, io);
  const trainedOn = async (version: RegisteredVersion) => {
    const { samples, holdOut } = await read(version);
    return trainingPart(samples, holdOut);
  };
  const say = ({ gate, passed, finding }: GateResult) =>
    options.quiet || options.json || io.stderr.write(`${passed ? "passed" : "FAILED"}  ${gate}: ${finding}\n`);
  const { record } = await promote({
    registry: opened,
    pkg: await project.app.package(model),
    version: `${model}@${candidate.number}`,
    alias,
    stages: config.stages,
    rules,
    openStore: project.openStore,
    heldOut: (one, other) => heldOutFor(project, read, [one, other], options.heldOut, io),
    checkedRows: async (version) => checkedRows(await trainedOn(version)),
    trainedLabels: async (version) => (await trainedOn(version)).labels as ArrayLike<unknown>,
    serve: (version) => startCandidate(project, io, `${model}@${version.number}`),
    author: options.author ?? registry.author,
    why: options.why ?? "",
    ...(options.override === undefined ? {} : { override: options.override }),
    onGate: say,
  });
  const past = record.champion === null ? "" : ` (was ${model}@${record.champion})`;
  const how = record.decision === "overridden" ? `, past its gates: ${record.override}` : "";
  print(io, options, { json: record, text: `${model}@${alias} is ${model}@${record.number} now${past}${how}` });
}

type Read = (version: RegisteredVersion) => Promise<RecordedData>;

/** Each version's data read once. */
function reader(project: Project, io: Io): Read {
  const held = new Map<number, Promise<RecordedData>>();
  return (version) => {
    const data = held.get(version.number) ?? recordedData(project, version, io);
    held.set(version.number, data);
    return data;
  };
}

/**
 * Samples that neither version was trained on: those of the source given for it, or those of the candidate's data whose ids
 * both versions held out. @throws TandemError `promotion/no-held-out`
 */
async function heldOutFor(
  project: Project,
  read: Read,
  [candidate, champion]: readonly [RegisteredVersion, RegisteredVersion],
  source: string | undefined,
  io: Io,
): Promise<LabeledSamples<unknown, unknown>> {
  const { model } = candidate;
  if (source !== undefined) {
    const opened = await project.app.source(model, source);
    return (await opened.read({ signal: io.signal })) as unknown as LabeledSamples<unknown, unknown>;
  }
  const [own, other] = [await read(candidate), await read(champion)];
  for (const [version, { holdOut }] of [
    [candidate, own],
    [champion, other],
  ] as const)
    if (holdOut === undefined)
      throw new TandemError("promotion/no-held-out", {
        model,
        reason: `${model}@${version.number} was trained on all samples of its source; set models.${model}.holdOut and train it again, or name a source with --held-out`,
      });
  if (own.source !== other.source)
    throw new TandemError("promotion/no-held-out", {
      model,
      reason: `${model}@${candidate.number} was trained on ${own.source} and ${model}@${champion.number} on ${other.source}; name a source with --held-out`,
    });
  return splitHeldOut(own.samples, Math.min(own.holdOut!, other.holdOut!)).heldOut;
}
