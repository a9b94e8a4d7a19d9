import { readdir, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent, systemCode } from "./failures.ts";
import type { Layout } from "./layout.ts";

/** The digest of an object as it was recorded when the object was written. */
export interface Recorded {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Records what an object will contain, before it is published: so there is no moment at which an object lies there
 * without its digest. A writer that dies in between leaves a digest of something that was never published, which does
 * no harm: content is whole when any recorded digest is its own.
 *
 * @returns the file's path. Its text is a line that `sha256sum -c` understands from the store's root.
 */
export async function recordDigest(layout: Layout, key: string, recorded: Recorded): Promise<string> {
  const path = join(layout.digests(key), nameOf(recorded));
  await writeFile(path, `${recorded.sha256}  ${key}\n`);
  return path;
}

/** Digests recorded for the key; more than one where writers were killed or have just replaced the object. */
export async function recordedDigests(layout: Layout, key: string): Promise<readonly Recorded[]> {
  const names = await readdir(layout.digests(key)).catch(absentAs([] as string[]));
  return names.flatMap((name) => {
    const [, sha256, bytes] = NAME.exec(name) ?? [];
    return sha256 && bytes ? [{ sha256, bytes: Number(bytes) }] : [];
  });
}

/** Forgets digests of what the object was before, but none that a writer may be about to need. */
export async function forgetOlderDigests(layout: Layout, key: string, kept: Recorded): Promise<void> {
  const folder = layout.digests(key);
  const others = (await recordedDigests(layout, key)).map(nameOf).filter((name) => name !== nameOf(kept));
  for (const name of others) {
    const info = await stat(join(folder, name)).catch(absentAs(undefined));
    if (info && Date.now() - info.mtimeMs > PUBLISHED_WITHIN)
      await unlink(join(folder, name)).catch(absentAs(undefined));
  }
}

/** A writer may be recording another digest meanwhile: its folder then stays. */
export async function forgetDigests(layout: Layout, key: string): Promise<void> {
  const folder = layout.digests(key);
  for (const recorded of await recordedDigests(layout, key))
    await unlink(join(folder, nameOf(recorded))).catch(absentAs(undefined));
  await rmdir(folder).catch((error: unknown) => {
    if (systemCode(error) !== "ENOTEMPTY" && systemCode(error) !== "EEXIST") absentAs(undefined)(error);
  });
}

/** Between recording a digest and publishing its object a writer takes milliseconds; a digest this old is no longer waited for. */
const PUBLISHED_WITHIN = 600_000;
const NAME = /^([0-9a-f]{64})\.([0-9]+)$/;

function nameOf({ sha256, bytes }: Recorded): string {
  return `${sha256}.${bytes}`;
}
function absentAs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isAbsent(error)) return value;
    throw error;
  };
}
