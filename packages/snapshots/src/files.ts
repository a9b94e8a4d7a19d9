import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { TandemError } from "@tandem/core";
import type { Snapshot } from "./manifest.ts";
import type { GivenFile, Snapshots } from "./snapshots.ts";

/** The file at `path`, or all files below the folder, as given files. @throws TandemError `snapshot/no-data` */
export async function filesAt(path: string): Promise<readonly GivenFile[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new TandemError("snapshot/no-data", { path });
  const open = (file: string, name: string): GivenFile => ({
    path: name,
    body: createReadStream(file, { highWaterMark: 4 << 20 }) as AsyncIterable<Uint8Array>,
  });
  if (!info.isDirectory()) return [open(path, basename(path))];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new TandemError("snapshot/no-data", { path });
  return files.sort().map((file) => open(file, relative(path, file).split(sep).join("/")));
}

/** Writes the snapshot's files into the new folder `target`, all or none. @throws TandemError `snapshot/target-exists`, `snapshot/corrupt` */
export async function checkout(snapshots: Snapshots, snapshot: Snapshot, target: string): Promise<void> {
  const folder = resolve(target);
  if (existsSync(folder)) throw new TandemError("snapshot/target-exists", { path: target });
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), ".checkout-"));
  try {
    for (const file of snapshot.files) {
      const path = resolve(work, file.path);
      if (!path.startsWith(work + sep))
        throw new TandemError("snapshot/corrupt", {
          dataset: snapshot.dataset,
          snapshot: snapshot.id,
          file: file.path,
          reason: "lies outside the snapshot",
        });
      await mkdir(dirname(path), { recursive: true });
      await pipeline(snapshots.read(snapshot, file), createWriteStream(path));
    }
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}
