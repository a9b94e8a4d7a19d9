import { loadModel, type AnyModelPackage, type Json, type Samples } from "@tandem/core";
import { profileOf, REDACTED, redacted, type Profile } from "@tandem/monitoring";
import { splitHeldOut } from "@tandem/promotion";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { redactor } from "@tandem/service";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { recordedData } from "../project/recorded-data.ts";

/** Rows that a profile is made of, evenly over all there are. */
const ROWS = 5_000;
const KIND = "profile";

export interface Profiled {
  readonly pkg: AnyModelPackage;
  readonly version: RegisteredVersion;
  /** Fields that are left out, beside those that the model's schema declares sensitive. */
  readonly sensitive: readonly string[];
}

/**
 * How inputs and predictions were when a version was trained: inputs of the samples it was trained on, predictions for
 * those it held out where it did, as a model is surer of what it has seen. Made once and kept in the registry.
 * @throws TandemError `cli/no-record` where no run of `tandem train` gave the version, and what reading throws
 */
export async function trainingProfile(
  project: Project,
  io: Io,
  registry: Registry,
  { pkg, version, sensitive }: Profiled,
): Promise<Profile> {
  const id = `${version.model}@${version.number}`;
  const known = await registry.documents.get(KIND, id);
  if (known) return known.body as unknown as Profile;
  const { samples, holdOut } = await recordedData(project, version, io);
  const split = holdOut === undefined ? { training: samples, heldOut: samples } : splitHeldOut(samples, holdOut);
  const model = await loadModel(await project.openStore(version.store), pkg, version.artifact);
  try {
    const outcomes = (await model.predict(evenly(split.heldOut) as never)) as Iterable<object>;
    const hide = redactor(pkg.sample);
    const inputs = Array.from(evenly(split.training), ({ data }) => redacted(hide(data), sensitive) as object);
    const profile = profileOf({ ...columns(inputs, ""), ...columns(Array.from(outcomes, withoutId), "prediction.") });
    await registry.documents.put({ kind: KIND, id, parent: version.model, body: profile as unknown as Json });
    return profile;
  } finally {
    await model.close();
  }
}

function evenly(samples: Samples<unknown>): Samples<unknown> {
  const { length } = samples;
  if (length <= ROWS) return samples;
  return samples.select(Int32Array.from({ length: ROWS }, (_, k) => Math.floor(((k + 0.5) * length) / ROWS)));
}

/** The fields that hold numbers, texts and the like; what is nested or hidden is left out. */
function columns(rows: readonly object[], prefix: string): Record<string, unknown[]> {
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  const all = [...fields].map((field) => {
    const values = rows.map((row) => (row as Readonly<Record<string, unknown>>)[field]);
    return [`${prefix}${field}`, values] as const;
  });
  const plain = (value: unknown) => (typeof value !== "object" || value === null) && value !== REDACTED;
  return Object.fromEntries(all.filter(([, values]) => values.every(plain)));
}

function withoutId(outcome: object): object {
  const { id: _, ...rest } = outcome as { readonly id?: unknown };
  return rest;
}
