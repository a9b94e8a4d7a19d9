import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * What an acknowledged write survives. `process`: the death of any process at any point, kill -9 too. `power`: also a
 * crash of the system or loss of power, by fsync of the data before it is published and of the folders after.
 */
export type Durability = "process" | "power";

export async function syncFile(handle: FileHandle, durability: Durability): Promise<void> {
  if (durability === "power") await handle.sync();
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string, durability: Durability): Promise<void> {
  if (durability !== "power" || process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it that are missing, and their names durable. */
export async function makeFolder(folder: string, durability: Durability): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await syncFolder(dirname(made), durability);
}
