import { TandemError, type AnyModelPackage } from "@tandem/core";
import type { Snapshot, Snapshots } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../../io.ts";
import { openProject, type Project } from "../../project/open-project.ts";
import { snapshotsOf } from "../../project/snapshot-source.ts";

/** The name and what follows the @, "latest" unless said. */
export function datasetIn(reference: string): { readonly dataset: string; readonly version: string } {
  const [dataset = "", version = "latest"] = reference.split("@");
  return { dataset, version };
}

/** The snapshot that a reference names, and where it is kept. @throws TandemError `snapshot/not-found` */
export async function snapshotNamed(
  io: Io,
  options: GlobalOptions,
  reference: string,
): Promise<{ readonly snapshots: Snapshots; readonly snapshot: Snapshot }> {
  const { dataset, version } = datasetIn(reference);
  const snapshots = await snapshotsOf(await openProject(io, options));
  return { snapshots, snapshot: await snapshots.get(dataset, version) };
}

/** The model that reads a source: the one named, or the first whose source it is. @throws TandemError `cli/no-reader`, `app/unknown-source` */
export async function readerOf(project: Project, source: string, model?: string): Promise<AnyModelPackage> {
  const { app, config } = project;
  if (!Object.hasOwn(config.sources, source))
    throw new TandemError("app/unknown-source", { name: source, known: Object.keys(config.sources) });
  const name = model ?? Object.entries(config.models).find(([, entry]) => entry.source === source)?.[0];
  if (name === undefined) throw new TandemError("cli/no-reader", { source });
  return app.package(name);
}
