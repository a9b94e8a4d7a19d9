import { relative, resolve } from "node:path";
import { checkout } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { snapshotNamed } from "./dataset.ts";

/** `tandem data checkout <snapshot> <folder>`: its files in a new folder, all or none. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions,
  [, target = ""]: readonly string[],
): Promise<void> {
  const { snapshots, snapshot } = await snapshotNamed(io, options, given!);
  const folder = resolve(io.cwd, target);
  await checkout(snapshots, snapshot, folder);
  const files = snapshot.files.map(({ path }) => path);
  print(io, options, {
    json: { dataset: snapshot.dataset, id: snapshot.id, folder, files },
    text: `Wrote ${snapshot.dataset}@${snapshot.id} to ${relative(io.cwd, folder)}: ${files.join(", ")}`,
  });
}
