import { checkKey, checkRange, createSha256, TandemError, type ArtifactStore } from "@tandem/core";
import { CHUNK, inChunks } from "@tandem/storage-sql";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { objectsIn, type Stored } from "./blob-tables.ts";
import type { SqliteConnections } from "./connections.ts";
import { rollBack } from "./transaction.ts";

/** Chunks of one transaction: other writers need not wait for a large object, nor for one that comes slowly. */
const AT_ONCE = 8;

/**
 * Objects in two tables: what is known of each, and its bytes in chunks. An object has no key until all of it is there, so
 * that a killed writer leaves nothing that anyone sees; what it left is swept a day later.
 */
export async function sqliteBlobs(connections: SqliteConnections, name: string): Promise<ArtifactStore> {
  const objects = objectsIn(name);
  const writing = <T>(write: (database: DatabaseSyncInstance) => T) =>
    connections.exclusively(() => connections.transaction("immediate", write));
  await connections.exclusively(() => connections.use((database) => objects.make(database)));
  await writing((database) => objects.sweep(database));

  /** Reads one unchanging state, whatever is written meanwhile. */
  const reading = <T>(read: (database: DatabaseSyncInstance, stored: Stored) => T, key: string): T => {
    checkKey(key);
    return connections.transaction("deferred", (database) => read(database, need(objects.find(database, key), key)));
  };
  const stat = (key: string) => {
    checkKey(key);
    return connections.use((database) => objects.find(database, key));
  };

  return {
    async put(key, body, { ifAbsent = false, sha256 } = {}) {
      if (ifAbsent && stat(key)) throw new TandemError("store/exists", { key });
      checkKey(key);
      const hash = sha256 === undefined ? createSha256() : undefined;
      let [object, bytes, number, held] = [0, 0, 0, [] as Uint8Array[]];
      const flush = (database: DatabaseSyncInstance) => {
        if (object === 0) object = objects.start(database);
        for (const chunk of held) objects.add(database, object, number++, chunk);
        held = [];
      };
      try {
        for await (const chunk of inChunks(body)) {
          hash?.update(chunk);
          bytes += chunk.length;
          held.push(chunk);
          if (held.length === AT_ONCE) await writing(flush);
        }
        await writing((database) => {
          flush(database);
          objects.publish(database, { object, key, bytes, sha256: sha256 ?? hash!.digest() }, ifAbsent);
        });
      } catch (error) {
        if (object !== 0) await writing((database) => objects.drop(database, object)).catch(() => undefined);
        throw error;
      }
    },
    async get(key, range) {
      return reading((database, stored) => {
        if (range) checkRange(key, range, stored.bytes);
        const { start, end } = range ?? { start: 0, end: stored.bytes };
        const whole = new Uint8Array(end - start);
        let at = 0;
        for (let number = Math.floor(start / CHUNK); number * CHUNK < end; number++) {
          const body = chunkOf(objects.chunk(database, stored.object, number), stored, number);
          const first = number * CHUNK;
          const part = body.subarray(Math.max(0, start - first), Math.min(body.length, end - first));
          whole.set(part, at);
          at += part.length;
        }
        if (!range && createSha256().update(whole).digest() !== stored.sha256) throw corrupt(key);
        return whole;
      }, key);
    },
    async *read(key) {
      checkKey(key);
      const database = connections.acquire();
      try {
        database.exec("begin");
        const stored = need(objects.find(database, key), key);
        const hash = createSha256();
        for (let number = 0; number * CHUNK < stored.bytes; number++) {
          const body = chunkOf(objects.chunk(database, stored.object, number), stored, number);
          hash.update(body);
          if ((number + 1) * CHUNK >= stored.bytes && hash.digest() !== stored.sha256) throw corrupt(key);
          yield body;
        }
        if (stored.bytes === 0 && hash.digest() !== stored.sha256) throw corrupt(key);
      } finally {
        rollBack(database);
        connections.release(database);
      }
    },
    async stat(key) {
      const stored = stat(key);
      return stored && { bytes: stored.bytes, modified: stored.modified, sha256: stored.sha256 };
    },
    async *list(prefix) {
      for (let last = ""; ;) {
        const keys = connections.use((database) => objects.keys(database, prefix, last));
        yield* keys;
        if (keys.length < 1_000) return;
        last = keys.at(-1)!;
      }
    },
    async delete(key) {
      checkKey(key);
      await writing((database) => {
        const stored = objects.find(database, key);
        if (stored) objects.drop(database, stored.object);
      });
    },
  };
}

function need(stored: Stored | undefined, key: string): Stored {
  if (stored) return stored;
  throw new TandemError("store/not-found", { key });
}

function chunkOf(body: Uint8Array | undefined, { key, bytes }: Stored, number: number): Uint8Array {
  if (body?.length === Math.min(CHUNK, bytes - number * CHUNK)) return body;
  throw corrupt(key);
}

function corrupt(key: string): TandemError {
  const reason = "its content does not have the digest recorded when it was written";
  return new TandemError("store/corrupt", { key, reason });
}
