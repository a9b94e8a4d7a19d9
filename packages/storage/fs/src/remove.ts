import { readdir, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { forgetDigests } from "./digests.ts";
import { syncFolder, type Durability } from "./durability.ts";
import { isAbsent, systemCode } from "./failures.ts";
import type { Layout } from "./layout.ts";

/** Removes the object, then its digests, then the folders that are empty without it. */
export async function removeObject(layout: Layout, durability: Durability, key: string): Promise<void> {
  const object = layout.object(key);
  const there = (await stat(object).catch(ignoreAbsent))?.isFile();
  if (!there) return;
  await unlink(object).catch(ignoreAbsent);
  await syncFolder(dirname(object), durability).catch(ignoreAbsent);
  await forgetDigests(layout, key);
  for (
    let folder = dirname(layout.digests(key)), depth = key.split("/").length;
    depth > 1 && (await removedEmpty(folder));
    depth--
  )
    folder = dirname(folder);
  for (let folder = dirname(object); folder !== layout.root && (await removedEmpty(folder));) folder = dirname(folder);
}

/** Removes what killed writers left behind: nothing touched it for an hour. */
export async function removeStale(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.temporary).catch((error: unknown) => ignoreAbsent(error) ?? [])) {
    const path = join(layout.temporary, name);
    const info = await stat(path).catch(ignoreAbsent);
    if (info && Date.now() - info.mtimeMs > STALE_AFTER) await unlink(path).catch(ignoreAbsent);
  }
}

const STALE_AFTER = 3_600_000;

async function removedEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOTEMPTY" || code === "EEXIST" || isAbsent(error)) return false;
    throw error;
  }
}
function ignoreAbsent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}
