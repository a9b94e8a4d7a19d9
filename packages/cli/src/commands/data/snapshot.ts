import type { Samples } from "@tandem/core";
import type { GlobalOptions, Io } from "../../io.ts";
import { bytesText, print } from "../../output/print.ts";
import { counted } from "../../output/table.ts";
import { stepsFor } from "../../output/steps.ts";
import { openProject } from "../../project/open-project.ts";
import { snapshotsOf, takeSnapshot } from "../../project/snapshot-source.ts";
import { readerOf } from "./dataset.ts";

interface SnapshotCommand extends GlobalOptions {
  readonly model?: string;
  readonly tag?: string;
  readonly note?: string;
  readonly author?: string;
}

/** `tandem data snapshot <source>` */
export async function run(io: Io, given: string | undefined, options: SnapshotCommand): Promise<void> {
  const source = given!;
  const project = await openProject(io, options);
  const pkg = await readerOf(project, source, options.model);
  const { snapshot, isNew, addedBytes } = await stepsFor(io, options).step(`Snapshot of ${source}`, async (tell) => {
    const model = Object.keys(project.config.models).find((name) => project.config.models[name]?.source === source);
    const opened = await project.app.source(options.model ?? model!, source);
    const samples = (await opened.read({ signal: io.signal })) as unknown as Samples<unknown>;
    tell(counted(samples.length, "row"));
    const { note, author = project.registry.author } = options;
    return takeSnapshot(project, { source, pkg, samples, author, ...(note === undefined ? {} : { note }) });
  });
  const snapshots = await snapshotsOf(project);
  if (options.tag !== undefined) await snapshots.tag(source, options.tag, snapshot.id);
  const { id, rows, bytes } = snapshot;
  const added = isNew ? `${bytesText(addedBytes)} of them new` : "taken before";
  print(io, options, {
    json: { dataset: source, id, isNew, rows, bytes, addedBytes, tag: options.tag ?? null },
    text: `${source}@${id}: ${rows === undefined ? "" : `${counted(rows, "row")}, `}${bytesText(bytes)}, ${added}`,
  });
}
