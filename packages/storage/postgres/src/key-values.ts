import { soundKeyValues, TandemError, type Json, type KeyValueStore } from "@tandem/core";
import type { PostgresConnection } from "./connection.ts";

/** What has expired is removed when a value with a life is put, at most this often (milliseconds). */
const SWEEP = 3_600_000;
const LIVE = "(expires is null or expires > now())";

export async function postgresKeyValues(connection: PostgresConnection, name: string): Promise<KeyValueStore> {
  const table = `"kv_${name}"`;
  await connection.query(
    `create table if not exists ${table} (key text collate "C" primary key, value jsonb not null, expires timestamptz)`,
  );
  let swept = -Infinity;
  const sweep = async () => {
    if (Date.now() - swept < SWEEP) return;
    swept = Date.now();
    await connection.query(`delete from ${table} where expires <= now()`);
  };
  const upsert = `on conflict (key) do update set value = excluded.value, expires = excluded.expires`;
  const getMany = async (keys: readonly string[]) => {
    const rows = await connection.query<{ key: string; value: Json }>(
      `select key, value from ${table} where key = any($1) and ${LIVE}`,
      [keys],
    );
    const found = new Map(rows.map(({ key, value }) => [key, value]));
    return keys.map((key) => found.get(key));
  };
  return soundKeyValues({
    get: async (key) => (await getMany([key]))[0],
    getMany,
    async put(key, value, { ifAbsent, ttl } = {}) {
      const guard = ifAbsent ? `where not (${LIVE.replaceAll("expires", "held.expires")})` : "";
      if (ttl !== undefined) await sweep();
      const life = "now() + make_interval(secs => $3)"; // by the clock that ends it
      const rows = await connection.query(
        `insert into ${table} as held (key, value, expires) values ($1, $2, ${life}) ${upsert} ${guard} returning key`,
        [key, JSON.stringify(value), ttl ?? null],
      );
      if (rows.length === 0) throw new TandemError("store/exists", { key });
    },
    async putMany(entries) {
      const last = [...new Map(entries)];
      if (last.length === 0) return;
      await connection.query(
        `insert into ${table} (key, value) select key, value::jsonb from unnest($1::text[], $2::text[]) as given (key, value) ${upsert}`,
        [last.map(([key]) => key), last.map(([, value]) => JSON.stringify(value))],
      );
    },
    async delete(key) {
      await connection.query(`delete from ${table} where key = $1`, [key]);
    },
    async *keys(prefix = "") {
      for (let last = ""; ;) {
        const rows = await connection.query<{ key: string }>(
          `select key from ${table} where starts_with(key, $1) and key > $2 and ${LIVE} order by key limit 1000`,
          [prefix, last],
        );
        for (const { key } of rows) yield key;
        if (rows.length < 1000) return;
        last = rows.at(-1)!.key;
      }
    },
  });
}
