import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cardFile, croissantOf, dataPackageOf, type CardFile, type DatasetCard } from "./dataset-card.ts";
import type { Snapshot } from "./manifest.ts";
import type { Snapshots } from "./snapshots.ts";

/** Writes `croissant.json` and `datapackage.json` into a folder that holds, or will hold, the snapshot's files. */
export async function writeCards(
  snapshots: Snapshots,
  snapshot: Snapshot,
  folder: string,
  card: DatasetCard = {},
): Promise<readonly string[]> {
  const files: CardFile[] = [];
  for (const file of snapshot.files) {
    const hash = createHash("sha256");
    for await (const part of snapshots.read(snapshot, file)) hash.update(part);
    files.push(cardFile(file, hash.digest("hex")));
  }
  const cards = {
    "croissant.json": croissantOf(snapshot, files, card),
    "datapackage.json": dataPackageOf(snapshot, files, card),
  };
  for (const [name, content] of Object.entries(cards))
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  return Object.keys(cards);
}
