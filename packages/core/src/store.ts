import { TandemError } from "./errors.ts";

export interface StoredInfo {
  readonly bytes: number;
  /** Epoch milliseconds of the last write. */
  readonly modified: number;
  /** Hex digest recorded when the object was written. A store that gives it checks content against it in `get` and `read`. */
  readonly sha256?: string;
}

export interface PutOptions {
  /** Write only where nothing is; otherwise throw `store/exists`. Atomic: of many concurrent creators one wins. */
  readonly ifAbsent?: boolean;
  /** The content's digest where the caller knows it, so that the store need not compute it again. */
  readonly sha256?: string;
}

/**
 * Keys and bytes: all that a storage technology must offer for artifacts. A write is atomic: a reader sees the old
 * object, the new one or none, never a part, even if the writer is killed. Keys are 1 to 512 characters: segments of 1 to
 * 200 of `A-Z a-z 0-9 . _ -` (not `.` or `..`) joined by `/`. A store may refuse a key that lies below that of another
 * object (`a/b` beside `a`) with `store/bad-key`: file systems cannot hold both.
 */
export interface ArtifactStore {
  /** @throws TandemError `store/exists`, `store/bad-key` */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<void>;
  /** The object, or bytes `start` to `end` (exclusive) of it. @throws TandemError `store/not-found`, `store/bad-range`, `store/corrupt` */
  get(key: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
  /** The object in chunks. @throws as `get`, at the latest with the last chunk. */
  read(key: string): AsyncIterable<Uint8Array>;
  stat(key: string): Promise<StoredInfo | undefined>;
  /** Keys that start with `prefix`, sorted by code unit. */
  list(prefix: string): AsyncIterable<string>;
  /** Does nothing where the key is not there. */
  delete(key: string): Promise<void>;
}

/** @throws TandemError `store/bad-key` */
export function checkKey(key: string): void {
  const bad = (reason: string) => new TandemError("store/bad-key", { key, reason });
  if (key.length === 0 || key.length > 512) throw bad("a key has 1 to 512 characters");
  for (const segment of key.split("/")) {
    if (!/^[A-Za-z0-9._-]+$/.test(segment))
      throw bad("segments between / are letters, digits, '.', '_' and '-', and not empty");
    if (segment.length > 200) throw bad("a segment between / has at most 200 characters");
    if (/^\.+$/.test(segment)) throw bad("a segment cannot consist of dots");
  }
}

/** @throws TandemError `store/bad-range` */
export function checkRange(key: string, range: { readonly start: number; readonly end: number }, bytes: number): void {
  const { start, end } = range;
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!whole || start < 0 || end < start || end > bytes)
    throw new TandemError("store/bad-range", { key, start, end, bytes });
}
