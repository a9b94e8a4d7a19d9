import { TandemError, type LabeledSamples } from "@tandem/core";
import { splitHeldOut } from "@tandem/promotion";
import type { RegisteredVersion } from "@tandem/registry";
import type { Io } from "../io.ts";
import type { Project } from "./open-project.ts";
import type { RecordedData } from "./recorded-data.ts";

type Samples = LabeledSamples<unknown, unknown>;

export interface HeldOutRequest {
  readonly project: Project;
  readonly io: Io;
  /** The candidate, and the version it is compared with. */
  readonly versions: readonly [RegisteredVersion, RegisteredVersion];
  readonly recorded: (version: RegisteredVersion) => Promise<RecordedData>;
  readonly trainedOn: (version: RegisteredVersion) => Promise<Samples>;
  /** The source named for it; undefined: what both versions held out of the candidate's data. */
  readonly source: string | undefined;
  readonly quiet: boolean;
}

/** Samples that neither version was trained on, told by their ids. @throws TandemError `promotion/no-held-out` */
export async function heldOutFor(request: HeldOutRequest): Promise<Samples> {
  if (request.source !== undefined) return unseenOf(request, request.source);
  const [candidate, champion] = request.versions;
  const { model } = candidate;
  const [own, other] = [await request.recorded(candidate), await request.recorded(champion)];
  for (const [{ number }, { holdOut }] of [
    [candidate, own],
    [champion, other],
  ] as const)
    if (holdOut === undefined)
      throw new TandemError("promotion/no-held-out", {
        model,
        reason: `${model}@${number} was trained on all samples of its source; set models.${model}.holdOut and train it again, or name a source with --held-out`,
      });
  if (own.source !== other.source)
    throw new TandemError("promotion/no-held-out", {
      model,
      reason: `${model}@${candidate.number} was trained on ${own.source} and ${model}@${champion.number} on ${other.source}; name a source with --held-out`,
    });
  return splitHeldOut(own.samples, Math.min(own.holdOut!, other.holdOut!)).heldOut;
}

async function unseenOf(request: HeldOutRequest, source: string): Promise<Samples> {
  const { project, io, versions } = request;
  const { model } = versions[0];
  const opened = await project.app.source(model, source);
  const samples = (await opened.read({ signal: io.signal })) as unknown as Samples;
  const seen = new Set<string>();
  for (const version of versions) for (const id of await idsOf(request, version, source)) seen.add(id);
  const rows = samples.ids.flatMap((id, row) => (seen.has(id) ? [] : [row]));
  const names = versions.map(({ number }) => `${model}@${number}`).join(" or ");
  if (rows.length === 0)
    throw new TandemError("promotion/no-held-out", {
      model,
      reason: `${source} has no sample but such as ${names} was trained on, by their ids; name another source with --held-out`,
    });
  if (rows.length === samples.length) return samples;
  const left = samples.length - rows.length;
  tell(request, `${left} of ${samples.length} samples of ${source} are left out: ${names} was trained on them`);
  return samples.select(Int32Array.from(rows));
}

/** None, and a warning, where it is not known any more what a version was trained on. */
async function idsOf(request: HeldOutRequest, version: RegisteredVersion, source: string): Promise<readonly string[]> {
  try {
    return (await request.trainedOn(version)).ids;
  } catch (error) {
    if (!TandemError.is(error) || request.io.signal.aborted) throw error;
    const { model, number } = version;
    tell(request, `whether ${model}@${number} was trained on samples of ${source} cannot be told: ${error.message}`);
    return [];
  }
}

function tell({ io, quiet }: HeldOutRequest, message: string): void {
  if (!quiet) io.stderr.write(`warning: ${message}\n`);
}
