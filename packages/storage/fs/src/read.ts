import { checkRange, createSha256, TandemError, type Hash, type StoredInfo } from "@tandem/core";
import { open, stat, type FileHandle } from "node:fs/promises";
import { recordedDigests, type Recorded } from "./digests.ts";
import { isAbsent } from "./failures.ts";
import type { Layout } from "./layout.ts";

/** An object held open: what it is replaced by meanwhile does not change what is read of it. */
interface Opened {
  readonly key: string;
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Digests recorded when it was opened. */
  readonly recorded: readonly Recorded[];
}

export async function readWhole(layout: Layout, key: string): Promise<Uint8Array> {
  return withObject(layout, key, async (object) => {
    const whole = Buffer.allocUnsafeSlow(object.bytes);
    const hash = createSha256();
    let next = fill(object, whole.subarray(0, PIECE), 0);
    for (let start = 0; start < object.bytes; start += PIECE) {
      await next;
      next = fill(object, whole.subarray(start + PIECE, start + 2 * PIECE), start + PIECE);
      hash.update(whole.subarray(start, start + PIECE));
    }
    await next;
    await verify(layout, object, hash);
    return new Uint8Array(whole.buffer, 0, object.bytes);
  });
}

/** A part of an object: its digest cannot be checked, its size is. */
export async function readRange(
  layout: Layout,
  key: string,
  range: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  return withObject(layout, key, async (object) => {
    const sizes = object.recorded.map(({ bytes }) => bytes);
    if (sizes.length > 0 && !sizes.includes(object.bytes))
      throw corrupt(object, `it has ${object.bytes} bytes instead of ${sizes.join(" or ")}`);
    checkRange(key, range, object.bytes);
    const part = Buffer.allocUnsafeSlow(range.end - range.start);
    await fill(object, part, range.start);
    return new Uint8Array(part.buffer, 0, part.length);
  });
}

/** The object in chunks; the last is given only after the digest was checked, so that nobody takes a corrupt object for whole. */
export async function* readChunks(layout: Layout, key: string): AsyncIterable<Uint8Array> {
  const object = await openObject(layout, key);
  try {
    const hash = createSha256();
    let next = chunkAt(object, 0);
    for (let start = 0; start < object.bytes; start += CHUNK) {
      const chunk = await next;
      next = chunkAt(object, start + CHUNK);
      next.catch(() => undefined);
      hash.update(chunk);
      if (start + CHUNK >= object.bytes) await verify(layout, object, hash);
      yield chunk;
    }
    if (object.bytes === 0) await verify(layout, object, hash);
  } finally {
    await object.handle.close();
  }
}

/** Several digests are recorded for a moment, or after a writer was killed: size, and at last content, say which is the object's. */
export async function objectInfo(layout: Layout, key: string): Promise<StoredInfo | undefined> {
  const info = await stat(layout.object(key)).catch(ignoreAbsent);
  if (!info?.isFile()) return undefined;
  const told = { bytes: info.size, modified: info.mtimeMs };
  const recorded = await recordedDigests(layout, key);
  const fitting = recorded.length > 1 ? recorded.filter(({ bytes }) => bytes === info.size) : recorded;
  if (recorded.length === 0) return told;
  if (fitting.length === 1) return { ...told, sha256: fitting[0]!.sha256 };
  try {
    return { ...told, sha256: await withObject(layout, key, digestOf) };
  } catch (error) {
    if (TandemError.is(error, "store/not-found")) return undefined;
    throw error;
  }
}

async function digestOf(object: Opened): Promise<string> {
  const hash = createSha256();
  for (let start = 0; start < object.bytes; start += CHUNK) hash.update(await chunkAt(object, start));
  return hash.digest();
}

const CHUNK = 1 << 20;
/** One piece is hashed here while a thread of the system reads the next. */
const PIECE = 8 << 20;

async function withObject<T>(layout: Layout, key: string, use: (object: Opened) => Promise<T>): Promise<T> {
  const object = await openObject(layout, key);
  try {
    return await use(object);
  } finally {
    await object.handle.close();
  }
}

async function openObject(layout: Layout, key: string): Promise<Opened> {
  const recorded = await recordedDigests(layout, key);
  const handle = await open(layout.object(key), "r").catch(ignoreAbsent);
  const info = await handle?.stat();
  if (handle && info?.isFile()) return { key, handle, bytes: info.size, recorded };
  await handle?.close();
  throw new TandemError("store/not-found", { key });
}

/**
 * An object without any recorded digest was put there by other means than this store and is taken as it is. Digests are
 * looked up again because a writer may have replaced the object just before it was opened, and some times because a
 * delete at the same moment may have taken the digest, which the writer then records anew.
 */
async function verify(layout: Layout, object: Opened, hash: Hash): Promise<void> {
  const found = hash.digest();
  const own = ({ sha256 }: Recorded) => sha256 === found;
  if (object.recorded.some(own)) return;
  for (let look = 0; look < LOOKS; look++) {
    const now = await recordedDigests(layout, object.key);
    if (now.some(own) || (now.length === 0 && object.recorded.length === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw corrupt(object, "its SHA-256 is not the one that was recorded when it was written");
}
const LOOKS = 5;

async function chunkAt(object: Opened, start: number): Promise<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(Math.max(0, Math.min(CHUNK, object.bytes - start)));
  await fill(object, chunk, start);
  return new Uint8Array(chunk.buffer, 0, chunk.length);
}

async function fill(object: Opened, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await object.handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw corrupt(object, "it became shorter while it was read");
    done += bytesRead;
  }
}

function corrupt({ key }: Opened, reason: string): TandemError {
  return new TandemError("store/corrupt", { key, reason });
}
function ignoreAbsent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}
