import type { RunRecord } from "@tandem/app";
import { TandemError, type Json, type LabeledSamples } from "@tandem/core";
import type { RegisteredVersion } from "@tandem/registry";
import type { Io } from "../io.ts";
import type { Project } from "./open-project.ts";

/** What the run of a version recorded, and the samples of its source as they were then. */
export interface RecordedData {
  readonly record: RunRecord;
  readonly source: string;
  /** All samples of the source, those held out among them. */
  readonly samples: LabeledSamples<unknown, unknown>;
  /** Share of them that was held out. */
  readonly holdOut?: number;
  /** Like "customers@1f0c..."; undefined where none was taken and the source is read as it is now. */
  readonly snapshot?: string;
}

/** @throws TandemError `cli/no-record` where the version came from no run of `tandem train` */
export async function recordedData(project: Project, version: RegisteredVersion, io: Io): Promise<RecordedData> {
  const { model, number } = version;
  const record = await recordOf(project, version);
  const { source, snapshot, holdOut } = record.context;
  if (typeof source !== "string") throw new TandemError("cli/no-record", { model, number, lacks: "source" });
  const pkg = await project.app.package(model);
  const known = { record, source, ...(typeof holdOut === "number" ? { holdOut } : {}) };
  const taken = snapshot as { readonly dataset: string; readonly id: string } | null | undefined;
  const read = async (opened: { read(options: object): Promise<unknown> }) =>
    (await opened.read({ signal: io.signal })) as LabeledSamples<unknown, unknown>;
  if (!taken) return { ...known, samples: await read(await project.app.source(model, source)) };
  const { openSnapshot, snapshotsOf } = await import("./snapshot-source.ts");
  const found = await (await snapshotsOf(project)).get(taken.dataset, taken.id);
  const samples = await read(await openSnapshot(project, source, pkg, found, io));
  return { ...known, samples, snapshot: `${taken.dataset}@${taken.id}` };
}

async function recordOf(project: Project, { model, number, run }: RegisteredVersion): Promise<RunRecord> {
  const registry = await project.registry.open();
  const record: Json = run === undefined ? null : (await registry.runs.get(run)).record;
  const whole = typeof record === "object" && record !== null && "context" in record && "data" in record;
  if (!whole) throw new TandemError("cli/no-record", { model, number, lacks: "run" });
  return record as unknown as RunRecord;
}
