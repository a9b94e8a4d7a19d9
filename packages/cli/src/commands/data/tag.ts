import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { snapshotsOf } from "../../project/snapshot-source.ts";
import { datasetIn } from "./dataset.ts";

/** `tandem data tag <snapshot> <tag>`: a tag marks a snapshot for good. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions,
  [, tag = ""]: readonly string[],
): Promise<void> {
  const { dataset, version } = datasetIn(given!);
  const snapshots = await snapshotsOf(await openProject(io, options));
  const { id } = await snapshots.get(dataset, version);
  await snapshots.tag(dataset, tag, id);
  print(io, options, { json: { dataset, id, tag }, text: `${dataset}@${tag} is ${dataset}@${id}` });
}
