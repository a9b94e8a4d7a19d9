import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { snapshotNamed } from "./dataset.ts";

/** `tandem data tag <snapshot> <tag>`: a tag marks a snapshot for good. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions,
  [, tag = ""]: readonly string[],
): Promise<void> {
  const { snapshots, snapshot } = await snapshotNamed(io, options, given!);
  const { dataset, id } = snapshot;
  await snapshots.tag(dataset, tag, id);
  print(io, options, { json: { dataset, id, tag }, text: `${dataset}@${tag} is ${dataset}@${id}` });
}
