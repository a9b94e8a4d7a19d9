import { soundKeyValues, TandemError, type Json, type KeyValueStore } from "@tandem/core";
import type { Redis } from "ioredis";
import { unavailable } from "./failures.ts";

/** Values are JSON text under `prefix` + key, so that any other client can read them. */
export function redisKeyValues(redis: Redis, prefix: string): KeyValueStore {
  const reached = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw unavailable(error);
    }
  };
  const parsed = (text: string | null): Json | undefined => (text === null ? undefined : (JSON.parse(text) as Json));
  return soundKeyValues({
    get: async (key) => parsed(await reached(() => redis.get(prefix + key))),
    async getMany(keys) {
      if (keys.length === 0) return [];
      return (await reached(() => redis.mget(keys.map((key) => prefix + key)))).map(parsed);
    },
    async put(key, value, { ifAbsent, ttl } = {}) {
      const text = JSON.stringify(value);
      const name = prefix + key;
      const life = ttl === undefined ? undefined : Math.max(1, Math.round(ttl * 1000));
      const done = await reached(() => {
        if (life === undefined) return ifAbsent ? redis.set(name, text, "NX") : redis.set(name, text);
        return ifAbsent ? redis.set(name, text, "PX", life, "NX") : redis.set(name, text, "PX", life);
      });
      if (done === null) throw new TandemError("store/exists", { key });
    },
    async putMany(entries) {
      if (entries.length === 0) return;
      const pairs = entries.flatMap(([key, value]) => [prefix + key, JSON.stringify(value)]);
      await reached(() => redis.mset(pairs));
    },
    async delete(key) {
      await reached(() => redis.del(prefix + key));
    },
    async *keys(start = "") {
      const seen = new Set<string>(); // a scan may give a key twice
      const match = `${`${prefix}${start}`.replace(/[\\*?[\]]/g, "\\$&")}*`;
      for (let cursor = "0"; ;) {
        const [next, found] = await reached(() => redis.scan(cursor, "MATCH", match, "COUNT", 1000));
        for (const name of found) {
          if (seen.has(name)) continue;
          seen.add(name);
          yield name.slice(prefix.length);
        }
        if (next === "0") return;
        cursor = next;
      }
    },
  });
}
