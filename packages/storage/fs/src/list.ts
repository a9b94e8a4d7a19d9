import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent, storeError } from "./failures.ts";
import { isSegment } from "./layout.ts";

/**
 * Keys below `folder` that start with `prefix`, in order of code units. A folder sorts as its name with "/", because
 * that is how the keys in it go on.
 */
export async function* listKeys(folder: string, prefix: string, above = ""): AsyncIterable<string> {
  for (const { name, isFolder } of await entriesOf(folder, above)) {
    const key = above + name;
    if (!key.startsWith(prefix) && !(isFolder && prefix.startsWith(key))) continue;
    if (isFolder) yield* listKeys(join(folder, name.slice(0, -1)), prefix, key);
    else yield key;
  }
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

async function entriesOf(folder: string, above: string): Promise<readonly Entry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown): Dirent[] => {
    if (isAbsent(error)) return [];
    throw storeError(folder, `${above}*`, error);
  });
  return found
    .filter((entry) => isSegment(entry.name))
    .map((entry) => ({ name: entry.isDirectory() ? `${entry.name}/` : entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
