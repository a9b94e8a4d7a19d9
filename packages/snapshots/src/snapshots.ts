import { sha256, TandemError, utf8Bytes, utf8Text, type ArtifactStore, type Json } from "@tandem/core";
import { chunks } from "./chunker.ts";
import {
  checkName,
  readSnapshot,
  type ChunkRef,
  type Snapshot,
  type SnapshotFacts,
  type SnapshotFile,
} from "./manifest.ts";

/** A file to take into a snapshot. */
export interface GivenFile {
  readonly path: string;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TakeOptions extends SnapshotFacts {
  readonly schema?: Json;
}

export interface Taken {
  readonly snapshot: Snapshot;
  /** False where the same content was taken before. */
  readonly isNew: boolean;
  /** Bytes that had not been stored yet. */
  readonly addedBytes: number;
}

/**
 * Versions of data in an artifact store: files cut into chunks by content, each chunk stored once under its SHA-256, and a
 * manifest written last and only if absent. A snapshot is whole or not there, and never changes.
 */
export class Snapshots {
  constructor(private readonly store: ArtifactStore) {}

  /** Takes a snapshot of files, in the order of their paths. */
  async take(dataset: string, files: readonly GivenFile[], options: TakeOptions = {}): Promise<Taken> {
    checkName("dataset", dataset);
    const { schema = null, ...facts } = options;
    const taken: SnapshotFile[] = [];
    const safe = this.#safeChunks();
    let addedBytes = 0;
    for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const stored = await this.#storeFile(file, safe);
      taken.push(stored.file);
      addedBytes += stored.added;
    }
    const id = sha256(utf8Bytes(JSON.stringify([schema, taken]))).slice(0, 16);
    const bytes = taken.reduce((sum, file) => sum + file.bytes, 0);
    const snapshot: Snapshot = { format: 1, dataset, id, created: Date.now(), ...facts, schema, bytes, files: taken };
    try {
      await this.store.put(manifestKey(dataset, id), utf8Bytes(JSON.stringify(snapshot)), { ifAbsent: true });
    } catch (error) {
      if (!TandemError.is(error, "store/exists")) throw error;
      return { snapshot: await this.#read(dataset, id), isNew: false, addedBytes };
    }
    return { snapshot, isNew: true, addedBytes };
  }

  /** Newest first; of one dataset or of all. */
  async list(dataset?: string): Promise<readonly Snapshot[]> {
    const found: Snapshot[] = [];
    for await (const key of this.store.list(dataset === undefined ? "snapshots/" : `snapshots/${dataset}/`)) {
      const [, name, file] = key.split("/");
      found.push(readSnapshot(await this.store.get(key), name!, file!.replace(/\.json$/, "")));
    }
    return found.sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
  }

  /** The snapshot of that id, of the first digits of an id, of a tag, or the newest for "latest". @throws TandemError `snapshot/not-found`, `snapshot/ambiguous` */
  async get(dataset: string, name: string): Promise<Snapshot> {
    checkName("dataset", dataset);
    const tagged = (await this.tags(dataset))[name];
    if (tagged !== undefined) return this.#read(dataset, tagged);
    const all = await this.list(dataset);
    if (name === "latest" && all[0]) return all[0];
    const matches = /^[0-9a-f]{4,16}$/.test(name) ? all.filter(({ id }) => id.startsWith(name)) : [];
    if (matches.length > 1)
      throw new TandemError("snapshot/ambiguous", { dataset, snapshot: name, matches: matches.map(({ id }) => id) });
    if (matches[0]) return matches[0];
    throw new TandemError("snapshot/not-found", { dataset, snapshot: name, known: all.map(({ id }) => id) });
  }

  /** Marks a snapshot for good: a tag never moves. @throws TandemError `snapshot/tag-exists` */
  async tag(dataset: string, tag: string, name: string): Promise<void> {
    checkName("tag", tag);
    const { id } = await this.get(dataset, name);
    try {
      await this.store.put(`tags/${dataset}/${tag}`, utf8Bytes(id), { ifAbsent: true });
    } catch (error) {
      if (!TandemError.is(error, "store/exists")) throw error;
      const held = (await this.tags(dataset))[tag]!;
      if (held !== id) throw new TandemError("snapshot/tag-exists", { dataset, tag, snapshot: held }, { cause: error });
    }
  }

  async tags(dataset: string): Promise<Readonly<Record<string, string>>> {
    const tags: Record<string, string> = {};
    for await (const key of this.store.list(`tags/${dataset}/`))
      tags[key.split("/")[2]!] = utf8Text(await this.store.get(key));
    return tags;
  }

  /** A file's bytes, each chunk checked against its digest. @throws TandemError `snapshot/corrupt` */
  async *read(snapshot: Snapshot, file: SnapshotFile): AsyncIterable<Uint8Array> {
    for (const chunk of file.chunks) yield await this.#chunk(snapshot, file, chunk);
  }

  /** Everything that is wrong with a snapshot: chunks missing, cut off or changed. */
  async verify(snapshot: Snapshot): Promise<readonly string[]> {
    const problems: string[] = [];
    for (const file of snapshot.files)
      for (const chunk of file.chunks) {
        await this.#chunk(snapshot, file, chunk).catch((error: unknown) => {
          if (!TandemError.is(error, "snapshot/corrupt")) throw error;
          problems.push(`${file.path}: ${error.details.reason}`);
        });
      }
    return problems;
  }

  /** Forgets a snapshot; its chunks go with the next collection unless another holds them. Tags keep it. @throws TandemError `snapshot/tag-exists` */
  async forget(snapshot: Snapshot): Promise<void> {
    const tag = Object.entries(await this.tags(snapshot.dataset)).find(([, id]) => id === snapshot.id)?.[0];
    if (tag !== undefined)
      throw new TandemError("snapshot/tag-exists", { dataset: snapshot.dataset, tag, snapshot: snapshot.id });
    await this.store.delete(manifestKey(snapshot.dataset, snapshot.id));
  }

  /**
   * Deletes chunks that no snapshot holds. Chunks younger than `grace` milliseconds (default one hour) stay: a snapshot
   * being taken writes its manifest last.
   */
  async collect({ grace = 3_600_000, dryRun = false } = {}): Promise<{
    readonly chunks: number;
    readonly bytes: number;
  }> {
    const needed = await this.#heldChunks();
    const before = Date.now() - grace;
    let [count, bytes] = [0, 0];
    for await (const key of this.store.list("chunks/")) {
      if (needed.has(key)) continue;
      const info = await this.store.stat(key);
      if (!info || info.modified > before) continue;
      count++;
      bytes += info.bytes;
      if (!dryRun) await this.store.delete(key);
    }
    return { chunks: count, bytes };
  }

  /** Keys of the chunks that snapshots hold. */
  async #heldChunks(): Promise<Set<string>> {
    const snapshots = await this.list();
    return new Set(
      snapshots.flatMap(({ files }) =>
        files.flatMap(({ chunks: all }) => all.map(({ sha256: digest }) => chunkKey(digest))),
      ),
    );
  }

  /** Whether a chunk that is there stays: a snapshot holds it, or this was called for it before. */
  #safeChunks(): (key: string) => Promise<boolean> {
    let held: Promise<Set<string>> | undefined;
    return async (key) => {
      const keys = await (held ??= this.#heldChunks());
      const safe = keys.has(key);
      keys.add(key);
      return safe;
    };
  }

  async #storeFile(
    { path, body }: GivenFile,
    safe: (key: string) => Promise<boolean>,
  ): Promise<{ readonly file: SnapshotFile; readonly added: number }> {
    const refs: ChunkRef[] = [];
    let [bytes, added] = [0, 0];
    const under: Promise<void>[] = [];
    for await (const chunk of chunks(body)) {
      const at = refs.length;
      refs.push({ sha256: "", bytes: chunk.length });
      bytes += chunk.length;
      under.push(
        (async () => {
          const digest = await digestOf(chunk);
          refs[at] = { sha256: digest, bytes: chunk.length };
          if (await this.#storeChunk(digest, chunk, safe)) added += chunk.length;
        })(),
      );
      if (under.length >= 4) await under.shift();
    }
    await Promise.all(under);
    return { file: { path, bytes, chunks: refs }, added };
  }

  /** A chunk that is there but that no snapshot holds is written again: young, it is safe from a collection meanwhile. */
  async #storeChunk(digest: string, chunk: Uint8Array, safe: (key: string) => Promise<boolean>): Promise<boolean> {
    const key = chunkKey(digest);
    if (await this.store.stat(key)) {
      if (!(await safe(key))) await this.store.put(key, chunk, { sha256: digest });
      return false;
    }
    try {
      await this.store.put(key, chunk, { ifAbsent: true, sha256: digest });
      return true;
    } catch (error) {
      if (TandemError.is(error, "store/exists")) return false;
      throw error;
    }
  }

  async #chunk(snapshot: Snapshot, file: SnapshotFile, chunk: ChunkRef): Promise<Uint8Array> {
    const corrupt = (reason: string, cause?: unknown) =>
      new TandemError(
        "snapshot/corrupt",
        { dataset: snapshot.dataset, snapshot: snapshot.id, file: file.path, reason },
        { cause },
      );
    let body: Uint8Array;
    try {
      body = await this.store.get(chunkKey(chunk.sha256));
    } catch (error) {
      if (TandemError.is(error, "store/not-found"))
        throw corrupt(`lacks its chunk ${chunk.sha256.slice(0, 12)}`, error);
      if (TandemError.is(error, "store/corrupt"))
        throw corrupt(`has a damaged chunk ${chunk.sha256.slice(0, 12)}`, error);
      throw error;
    }
    if (body.length !== chunk.bytes || (await digestOf(body)) !== chunk.sha256)
      throw corrupt(`has a damaged chunk ${chunk.sha256.slice(0, 12)}`);
    return body;
  }

  async #read(dataset: string, id: string): Promise<Snapshot> {
    return readSnapshot(await this.store.get(manifestKey(dataset, id)), dataset, id);
  }
}

function manifestKey(dataset: string, id: string): string {
  return `snapshots/${dataset}/${id}.json`;
}
function chunkKey(digest: string): string {
  return `chunks/${digest.slice(0, 2)}/${digest}`;
}

/** On a thread of the platform's pool, so that chunks are hashed beside the cutting of the next. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString("hex");
}
