import { checkKey, checkRange, createSha256, TandemError, type ArtifactStore } from "@tandem/core";
import { CHUNK, inChunks } from "@tandem/storage-sql";
import type { PoolClient, QueryResultRow } from "pg";
import type { PostgresConnection } from "./connection.ts";

type Opened =
  | { readonly stored: Stored; readonly start: number; readonly end: number }
  | {
      readonly stored: Stored;
      readonly body: Uint8Array;
      readonly from: number;
      readonly to: number;
      readonly last: boolean;
    };

interface Stored extends QueryResultRow {
  readonly object: string;
  readonly bytes: string;
  readonly sha256: string;
  readonly modified: Date;
}

/** Objects in two tables: what is known of each, and its bytes in chunks. Written in one transaction: whole or not there. */
export async function postgresBlobs(connection: PostgresConnection, name: string): Promise<ArtifactStore> {
  const objects = `"blob_${name}"`;
  const chunks = `"blob_${name}_chunks"`;
  await connection.query(`create table if not exists ${objects} (
    key text collate "C" primary key, object bigint generated always as identity unique, bytes bigint not null, sha256 text not null, modified timestamptz not null default now())`);
  await connection.query(`create table if not exists ${chunks} (
    object bigint not null references ${objects} (object) on delete cascade, number integer not null, body bytea not null, primary key (object, number))`);

  const select = `select object, bytes, sha256, modified from ${objects} where key = $1`;
  const find = async (key: string): Promise<Stored | undefined> => {
    checkKey(key);
    return (await connection.query<Stored>(select, [key]))[0];
  };
  /** The object as it is in one snapshot, and the chunks that hold bytes `start` to `end` of it. */
  const open = (key: string, range?: { readonly start: number; readonly end: number }) =>
    connection.snapshot(async function* (client): AsyncIterable<Opened> {
      checkKey(key);
      const [stored] = (await client.query<Stored>(select, [key])).rows;
      if (!stored) throw new TandemError("store/not-found", { key });
      const bytes = Number(stored.bytes);
      if (range) checkRange(key, range, bytes);
      const { start, end } = range ?? { start: 0, end: bytes };
      yield { stored, start, end };
      for (let number = Math.floor(start / CHUNK); number * CHUNK < end; number++) {
        const { rows } = await client.query<{ body: Buffer }>(
          `select body from ${chunks} where object = $1 and number = $2`,
          [stored.object, number],
        );
        const { body } = rows[0] ?? { body: Buffer.alloc(0) };
        const first = number * CHUNK;
        yield {
          stored,
          body: new Uint8Array(body),
          from: Math.max(0, start - first),
          to: end - first,
          last: first + CHUNK >= end,
        };
      }
    });
  async function* read(key: string): AsyncIterable<Uint8Array> {
    const hash = createSha256();
    for await (const part of open(key)) {
      if ("start" in part && part.end === 0 && hash.digest() !== part.stored.sha256) throw corrupt(key);
      if ("start" in part) continue;
      hash.update(part.body);
      if (part.last && hash.digest() !== part.stored.sha256) throw corrupt(key);
      yield part.body;
    }
  }
  const write = async (
    client: PoolClient,
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    ifAbsent: boolean,
    known?: string,
  ) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`${objects}/${key}`]); // one writer a key
    if (!ifAbsent) await client.query(`delete from ${objects} where key = $1`, [key]);
    const { rows } = await client.query<{ object: string }>(
      `insert into ${objects} (key, bytes, sha256) values ($1, 0, '') on conflict (key) do nothing returning object`,
      [key],
    );
    if (!rows[0]) throw new TandemError("store/exists", { key });
    const hash = known === undefined ? createSha256() : undefined;
    let [bytes, number] = [0, 0];
    for await (const part of inChunks(body)) {
      hash?.update(part);
      bytes += part.length;
      await client.query(`insert into ${chunks} (object, number, body) values ($1, $2, $3)`, [
        rows[0].object,
        number++,
        Buffer.from(part.buffer, part.byteOffset, part.length),
      ]);
    }
    await client.query(`update ${objects} set bytes = $2, sha256 = $3, modified = now() where object = $1`, [
      rows[0].object,
      bytes,
      known ?? hash!.digest(),
    ]);
  };

  return {
    async put(key, body, { ifAbsent = false, sha256 } = {}) {
      checkKey(key);
      if (ifAbsent && (await find(key))) throw new TandemError("store/exists", { key });
      await connection.transaction((client) => write(client, key, body, ifAbsent, sha256));
    },
    async get(key, range) {
      let whole = new Uint8Array(0);
      let at = 0;
      const hash = range ? undefined : createSha256();
      for await (const part of open(key, range)) {
        if ("start" in part) {
          whole = new Uint8Array(part.end - part.start);
          if (hash && whole.length === 0 && hash.digest() !== part.stored.sha256) throw corrupt(key);
          continue;
        }
        const body = part.body.subarray(part.from, part.to);
        if (body.length > whole.length - at) throw corrupt(key);
        whole.set(body, at);
        at += body.length;
        hash?.update(part.body);
        if (part.last && (at !== whole.length || (hash && hash.digest() !== part.stored.sha256))) throw corrupt(key);
      }
      return whole;
    },
    read,
    async stat(key) {
      const stored = await find(key);
      return stored && { bytes: Number(stored.bytes), modified: stored.modified.getTime(), sha256: stored.sha256 };
    },
    async *list(prefix) {
      for (let last = ""; ;) {
        const rows = await connection.query<{ key: string }>(
          `select key from ${objects} where starts_with(key, $1) and key > $2 order by key limit 1000`,
          [prefix, last],
        );
        for (const { key } of rows) yield key;
        if (rows.length < 1000) return;
        last = rows.at(-1)!.key;
      }
    },
    async delete(key) {
      checkKey(key);
      await connection.query(`delete from ${objects} where key = $1`, [key]);
    },
  };
}

function corrupt(key: string): TandemError {
  return new TandemError("store/corrupt", {
    key,
    reason: "its content does not have the digest recorded when it was written",
  });
}
