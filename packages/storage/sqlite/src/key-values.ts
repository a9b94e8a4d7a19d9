import { soundKeyValues, TandemError, type Json, type KeyValueStore } from "@tandem/core";
import type { StatementSyncInstance } from "@photostructure/sqlite";
import type { SqliteConnections } from "./connections.ts";
import { inTransaction } from "./transaction.ts";

/** What has expired is removed when a value with a life is put, at most this often (milliseconds). */
const SWEEP = 3_600_000;

/** One table a storage; reads go through a prepared statement on a connection of its own. */
export async function sqliteKeyValues(connections: SqliteConnections, name: string): Promise<KeyValueStore> {
  const table = `"kv_${name}"`;
  const database = connections.acquire();
  await connections.exclusively(() =>
    database.exec(
      `create table if not exists ${table} (key text primary key, value text not null, expires integer) without rowid`,
    ),
  );
  const prepare = (text: string): StatementSyncInstance => database.prepare(text.replace("$table", table));
  const get = prepare("select value, expires from $table where key = ?");
  const put = prepare(
    "insert into $table (key, value, expires) values (?, ?, ?) on conflict (key) do update set value = excluded.value, expires = excluded.expires",
  );
  const add = prepare(
    "insert into $table (key, value, expires) values (?, ?, ?) on conflict (key) do update set value = excluded.value, expires = excluded.expires where expires <= ?",
  );
  const remove = prepare("delete from $table where key = ?");
  let swept = -Infinity;
  const sweep = (now: number) => {
    if (now - swept < SWEEP) return;
    database.exec(
      `create index if not exists "kv_${name}_expires" on ${table} (expires) where expires is not null;
       delete from ${table} where expires <= ${now}`,
    );
    swept = now;
  };
  const list = prepare(
    "select key from $table where key >= ? and (expires is null or expires > ?) and substr(key, 1, length(?)) = ? and key > ? order by key limit 1000",
  );

  const read = (key: string): Json | undefined => {
    const row = get.get(key) as { readonly value: string; readonly expires: number | null } | undefined;
    if (!row || (row.expires !== null && row.expires <= Date.now())) return undefined;
    return JSON.parse(row.value) as Json;
  };
  return soundKeyValues({
    get: async (key) => read(key),
    getMany: async (keys) => keys.map(read),
    async put(key, value, { ifAbsent, ttl } = {}) {
      const text = JSON.stringify(value);
      const now = Date.now();
      const expires = ttl === undefined ? null : now + Math.round(ttl * 1000);
      await connections.exclusively(() => {
        if (expires !== null) sweep(now);
        if (!ifAbsent) put.run(key, text, expires);
        else if (add.run(key, text, expires, now).changes === 0) throw new TandemError("store/exists", { key });
      });
    },
    async putMany(entries) {
      const texts = entries.map(([key, value]) => [key, JSON.stringify(value)] as const);
      await connections.exclusively(() =>
        inTransaction(database, "immediate", () => {
          for (const [key, text] of texts) put.run(key, text, null);
        }),
      );
    },
    async delete(key) {
      await connections.exclusively(() => remove.run(key));
    },
    async *keys(prefix = "") {
      for (let last = ""; ;) {
        const rows = list.all(prefix, Date.now(), prefix, prefix, last) as { readonly key: string }[];
        for (const { key } of rows) yield key;
        if (rows.length < 1000) return;
        last = rows.at(-1)!.key;
      }
    },
  });
}
