import { checkedRows } from "@tandem/app";
import { TandemError } from "@tandem/core";
import { nextStage, promote, type GateResult, type PromoteOptions } from "@tandem/promotion";
import type { RegisteredVersion } from "@tandem/registry";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { heldOutFor } from "../project/held-out-for.ts";
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
  if (options.heldOut !== undefined) await checkHeldOut(project, model, options.heldOut, rules);
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
    heldOut: (...versions) =>
      heldOutFor({
        project,
        io,
        versions,
        recorded: read,
        trainedOn,
        source: options.heldOut,
        quiet: options.quiet === true || options.json === true,
      }),
    checkedRows: async (version) => checkedRows(await trainedOn(version)),
    trainedLabels: async (version) => (await trainedOn(version)).labels as ArrayLike<unknown>,
    serve: (version) => startCandidate(project, io, `${model}@${version.number}`),
    author: options.author ?? registry.author,
    why: options.why ?? "",
    ...(options.override === undefined ? {} : { override: options.override }),
    onGate: say,
  });
  const past = record.champion === null ? "" : ` (was ${model}@${record.champion})`;
  const since = record.champion === record.number ? "already" : `now${past}`;
  const how = record.decision === "overridden" ? `, past its gates: ${record.override}` : "";
  print(io, options, { json: record, text: `${model}@${alias} is ${model}@${record.number} ${since}${how}` });
}

/** A comparison that is asked for takes place. @throws TandemError `app/unknown-source`, `cli/bad-option` */
async function checkHeldOut(project: Project, model: string, source: string, rules: PromoteOptions["rules"]) {
  await project.app.source(model, source);
  if (rules.length > 0) return;
  const expected = `given with a metric to compare by: ${model} has no gates; declare them, like gates: [{ metric: rocAuc }]`;
  throw new TandemError("cli/bad-option", { option: "--held-out", value: source, expected });
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
