import { mkdir } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { writeCards, type DatasetCard } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { snapshotNamed } from "./dataset.ts";

/** `tandem data card <snapshot> <folder>`: its metadata as Croissant and as a Data Package, to lie beside its files. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions & DatasetCard,
  [, target = ""]: readonly string[],
): Promise<void> {
  const { snapshots, snapshot } = await snapshotNamed(io, options, given!);
  const folder = resolve(io.cwd, target);
  await mkdir(folder, { recursive: true });
  const { description, license, url, citation, creator } = options;
  const files = await writeCards(snapshots, snapshot, folder, {
    ...(description === undefined ? {} : { description }),
    ...(license === undefined ? {} : { license }),
    ...(url === undefined ? {} : { url }),
    ...(citation === undefined ? {} : { citation }),
    ...(creator === undefined ? {} : { creator }),
  });
  print(io, options, {
    json: { dataset: snapshot.dataset, id: snapshot.id, folder, files },
    text: `Wrote ${files.join(" and ")} for ${snapshot.dataset}@${snapshot.id} to ${relative(io.cwd, folder) || "."}`,
  });
}
