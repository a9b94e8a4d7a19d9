import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SampleSource } from "@tandem/app";
import { jsonSchemaOf, utf8Bytes, type AnyModelPackage, type Json, type Samples } from "@tandem/core";
import { checkout, filesAt, Snapshots, type GivenFile, type Snapshot, type Taken } from "@tandem/snapshots";
import type { SourceEntry, SourceRows } from "../config/config-schema.ts";
import type { Io } from "../io.ts";
import type { Project } from "./open-project.ts";
import { openSource } from "./open-source.ts";

export async function snapshotsOf({ config, openStore }: Project): Promise<Snapshots> {
  return new Snapshots(await openStore(config.snapshots));
}

export interface SnapshotRequest {
  readonly source: string;
  /** The model whose schemas read the source. */
  readonly pkg: AnyModelPackage;
  /** The samples of the source, as they were read. */
  readonly samples: Samples<unknown>;
  readonly author: string;
  readonly note?: string;
}

const ROWS = "rows.ndjson";

/** A snapshot of a named source: the bytes of a file as they are, the rows of anything else as NDJSON. */
export async function takeSnapshot(project: Project, request: SnapshotRequest): Promise<Taken> {
  const { config } = project;
  const { source, pkg, samples, author, note } = request;
  const entry = config.sources[source]!;
  const location = fileOf(entry);
  const files =
    location === undefined ? [await rowsFile(entry, samples)] : await filesAt(resolve(config.root, location));
  return (await snapshotsOf(project)).take(source, files, {
    schema: (jsonSchemaOf(pkg.sample) ?? null) as Json,
    rows: samples.length,
    source: location ?? ("kind" in entry ? entry.kind : "catalog"),
    ...(location === undefined ? {} : { mode: (entry as SourceRows).mode ?? "strict" }),
    author,
    ...(note === undefined ? {} : { note }),
  });
}

/** The source as it was when the snapshot was taken; its files are gone when the command ends. */
export async function openSnapshot(
  project: Project,
  source: string,
  pkg: AnyModelPackage,
  snapshot: Snapshot,
  io: Io,
): Promise<SampleSource<unknown, unknown>> {
  const work = await mkdtemp(join(tmpdir(), "tandem-snapshot-"));
  io.atEnd(() => rm(work, { recursive: true, force: true }));
  const folder = join(work, "data");
  await checkout(await snapshotsOf(project), snapshot, folder);
  const entry = project.config.sources[source]!;
  const files = snapshot.files.map(({ path }) => join(folder, path));
  if (fileOf(entry) === undefined) return openRows(entry, pkg, files[0]!, source);
  const asThen = snapshot.mode === undefined ? entry : ({ ...entry, mode: snapshot.mode } as SourceEntry);
  const config = { ...project.config, sources: { ...project.config.sources, [source]: asThen } };
  return openSource(config, source, pkg, io.env, files.length === 1 ? files[0]! : folder);
}

/** Where a source is a file. */
function fileOf(entry: SourceEntry): string | undefined {
  const isFile = "kind" in entry && ["csv", "ndjson", "json", "parquet"].includes(entry.kind);
  return isFile ? entry.location : undefined;
}

/** Columns that a source's rows keep beside their data. */
function namesOf(entry: SourceEntry) {
  const { label, weight, group } = ("kind" in entry ? entry : {}) as Partial<SourceRows>;
  return { id: "id", label: label ?? "label", weight: weight ?? "weight", group: group ?? "group" };
}

async function rowsFile(entry: SourceEntry, samples: Samples<unknown>): Promise<GivenFile> {
  const { ndjsonText } = await import("@tandem/data");
  const body = async function* () {
    for await (const text of ndjsonText(samples as never, namesOf(entry))) yield utf8Bytes(text);
  };
  return { path: ROWS, body: body() };
}

async function openRows(
  entry: SourceEntry,
  pkg: AnyModelPackage,
  file: string,
  name: string,
): Promise<SampleSource<unknown, unknown>> {
  const { ndjsonSource } = await import("@tandem/data");
  const { label, weight, group } = namesOf(entry);
  const has = await fieldsIn(file);
  return ndjsonSource(file, {
    name,
    schema: pkg.sample,
    ...(has.has(label) ? { label: { column: label, schema: pkg.label } } : {}),
    ...(has.has(weight) ? { weight } : {}),
    ...(has.has(group) ? { group } : {}),
  }) as unknown as SampleSource<unknown, unknown>;
}

/** The fields of the first row. */
async function fieldsIn(file: string): Promise<ReadonlySet<string>> {
  let text = "";
  for await (const part of createReadStream(file, "utf8") as AsyncIterable<string>) {
    text += part;
    if (text.includes("\n")) break;
  }
  const [line = ""] = text.split("\n");
  return new Set(line === "" ? [] : Object.keys(JSON.parse(line) as object));
}
