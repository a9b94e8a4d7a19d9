import { createSha256, TandemError, type PutOptions } from "@tandem/core";
import { randomBytes } from "node:crypto";
import { link, open, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { forgetOlderDigests, recordDigest, type Recorded } from "./digests.ts";
import { makeFolder, syncFile, syncFolder, type Durability } from "./durability.ts";
import { clash, isAbsent, systemCode } from "./failures.ts";
import type { Layout } from "./layout.ts";

type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Writes an object whole or not at all: temporary file, digest, and then one link or rename that shows it to readers. */
export async function writeObject(
  layout: Layout,
  durability: Durability,
  key: string,
  body: Body,
  options: PutOptions,
): Promise<void> {
  if (options.ifAbsent && (await exists(layout.object(key)))) throw new TandemError("store/exists", { key });
  await makeFolder(layout.temporary, durability);
  const temporary = join(layout.temporary, `${process.pid}-${randomBytes(12).toString("hex")}`);
  try {
    const recorded = await writeTemporary(temporary, durability, body, options.sha256);
    await publish(layout, durability, key, temporary, recorded, options.ifAbsent ?? false);
  } finally {
    await unlink(temporary).catch(ignoreAbsent);
  }
}

async function writeTemporary(
  path: string,
  durability: Durability,
  body: Body,
  known: string | undefined,
): Promise<Recorded> {
  const handle = await open(path, "wx");
  try {
    const hash = known === undefined ? createSha256() : undefined;
    let bytes = 0;
    for await (const chunk of ArrayBuffer.isView(body) ? pieces(body) : body) {
      const [written] = await Promise.allSettled([writeAll(handle, chunk, bytes), hash?.update(chunk)]);
      if (written.status === "rejected") throw written.reason;
      bytes += chunk.length;
    }
    await syncFile(handle, durability);
    return { sha256: known ?? hash!.digest(), bytes };
  } finally {
    await handle.close();
  }
}

async function publish(
  layout: Layout,
  durability: Durability,
  key: string,
  temporary: string,
  recorded: Recorded,
  ifAbsent: boolean,
): Promise<void> {
  const object = layout.object(key);
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolder(layout.digests(key), durability);
      await makeFolder(dirname(object), durability);
      const digest = await recordDigest(layout, key, recorded);
      await syncFolder(dirname(digest), durability);
      await (ifAbsent ? link(temporary, object) : rename(temporary, object));
      await syncFolder(dirname(object), durability);
      if (!(await exists(digest))) await recordAgain(layout, durability, key, recorded);
      if (!ifAbsent) await forgetOlderDigests(layout, key, recorded);
      return;
    } catch (error) {
      const deletedMeanwhile = systemCode(error) === "ENOENT" && attempt < ATTEMPTS && (await exists(temporary));
      if (!deletedMeanwhile) throw await explained(key, object, error);
    }
  }
}

/** A delete between recording and publishing took the digest: it belongs to the object published since. */
async function recordAgain(layout: Layout, durability: Durability, key: string, recorded: Recorded): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = await makeFolder(layout.digests(key), durability)
      .then(() => recordDigest(layout, key, recorded))
      .catch(ignoreAbsent);
    if (done !== undefined) return;
  }
}

/** A delete removes folders that it leaves empty, maybe just those that were made here: then they are made again. */
const ATTEMPTS = 20;

async function explained(key: string, object: string, error: unknown): Promise<unknown> {
  const code = systemCode(error);
  if (code === "EEXIST" && (await isFile(object))) return new TandemError("store/exists", { key });
  if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR" || code === "ENOTEMPTY") return clash(key);
  return error;
}

function* pieces(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}
/** One piece is hashed here while a thread of the system writes it. */
const PIECE = 4 << 20;

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreAbsent)) !== undefined;
}
async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreAbsent))?.isFile() ?? false;
}
function ignoreAbsent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}
