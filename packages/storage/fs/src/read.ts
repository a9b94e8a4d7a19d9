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
  /** Which file it is. */
  readonly inode: number;
  /** Milliseconds since 1970 when it was put in its place. */
  readonly published: number;
  /** Digests recorded when it was opened. */
  readonly recorded: readonly Recorded[];
}

export function readWhole(layout: Layout, key: string): Promise<Uint8Array> {
  return fromCurrent(layout, key, (object) => wholeOf(layout, object));
}

async function wholeOf(layout: Layout, object: Opened): Promise<Uint8Array | undefined> {
  const whole = Buffer.allocUnsafeSlow(object.bytes);
  const hash = createSha256();
  let next = fill(object, whole.subarray(0, PIECE), 0);
  for (let start = 0; start < object.bytes; start += PIECE) {
    await next;
    next = fill(object, whole.subarray(start + PIECE, start + 2 * PIECE), start + PIECE);
    hash.update(whole.subarray(start, start + PIECE));
  }
  await next;
  return (await isWhole(layout, object, hash)) ? new Uint8Array(whole.buffer, 0, object.bytes) : undefined;
}

/** A part of an object: its digest cannot be checked, its size is. */
export function readRange(
  layout: Layout,
  key: string,
  range: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  return fromCurrent(layout, key, async (object) => {
    const isOwn = ({ bytes }: Recorded) => bytes === object.bytes;
    const other = `it has ${object.bytes} bytes instead of ${object.recorded.map(({ bytes }) => bytes).join(" or ")}`;
    if (!(await isRecorded(layout, object, isOwn, other))) return undefined;
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
      if (start + CHUNK >= object.bytes && !(await isWhole(layout, object, hash))) throw corrupt(object, GONE);
      yield chunk;
    }
    if (object.bytes === 0 && !(await isWhole(layout, object, hash))) throw corrupt(object, GONE);
  } finally {
    await object.handle.close();
  }
}

const GONE = "it was deleted while it was read, and its SHA-256 with it";

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

/** What is read of the object that is there; again where `read` gives undefined as it was replaced or deleted meanwhile. */
async function fromCurrent<T>(
  layout: Layout,
  key: string,
  read: (object: Opened) => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    const found = await withObject(layout, key, read);
    if (found !== undefined) return found;
  }
}

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
  if (handle && info?.isFile())
    return { key, handle, bytes: info.size, inode: info.ino, published: info.ctimeMs, recorded };
  await handle?.close();
  throw new TandemError("store/not-found", { key });
}

/**
 * An object without any recorded digest was put there by other means than this store and is taken as it is. Digests are
 * looked up again because a writer may have replaced the object just before it was opened, and some times because a
 * delete at the same moment may have taken the digest, which the writer then records anew: seconds later where the
 * machine is busy. False where the object is no longer the one that was opened: nothing tells then what it should be.
 */
async function isRecorded(
  layout: Layout,
  object: Opened,
  isOwn: (recorded: Recorded) => boolean,
  other: string,
): Promise<boolean> {
  if (object.recorded.some(isOwn)) return true;
  const looks = Date.now() - object.published < RECORDED_WITHIN ? RECORDED_WITHIN / PAUSE : LOOKS;
  for (let look = 0; look < looks; look++) {
    const now = await recordedDigests(layout, object.key);
    if (now.some(isOwn) || (now.length === 0 && object.recorded.length === 0)) return true;
    if ((await stat(layout.object(object.key)).catch(ignoreAbsent))?.ino !== object.inode) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw corrupt(object, other);
}

function isWhole(layout: Layout, object: Opened, hash: Hash): Promise<boolean> {
  const found = hash.digest();
  const other = "its SHA-256 is not the one that was recorded when it was written";
  return isRecorded(layout, object, ({ sha256 }) => sha256 === found, other);
}

/** Looks for the digest of what was published long ago. */
const LOOKS = 5;
/** Milliseconds between them. */
const PAUSE = 10;
/** Milliseconds after its publication within which an object's digest is waited for. */
const RECORDED_WITHIN = 2_000;

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
