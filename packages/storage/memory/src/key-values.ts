import { soundKeyValues, TandemError, type Json, type KeyValueStore } from "@tandem/core";

interface Entry {
  readonly text: string;
  readonly expires: number;
}

/** Values are kept as JSON text, so that no caller shares an object with another. */
export function memoryKeyValues(): KeyValueStore {
  const entries = new Map<string, Entry>();
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expires <= Date.now()) {
      entries.delete(key);
      return undefined;
    }
    return entry;
  };
  const read = (key: string) => {
    const entry = live(key);
    return entry && (JSON.parse(entry.text) as Json);
  };
  return soundKeyValues({
    get: async (key) => read(key),
    getMany: async (keys) => keys.map(read),
    async put(key, value, { ifAbsent, ttl } = {}) {
      if (ifAbsent && live(key)) throw new TandemError("store/exists", { key });
      entries.set(key, {
        text: JSON.stringify(value),
        expires: ttl === undefined ? Infinity : Date.now() + ttl * 1000,
      });
    },
    async putMany(pairs) {
      const texts = pairs.map(([key, value]) => [key, JSON.stringify(value)] as const);
      for (const [key, text] of texts) entries.set(key, { text, expires: Infinity });
    },
    async delete(key) {
      entries.delete(key);
    },
    async *keys(prefix = "") {
      for (const key of [...entries.keys()].filter((key) => key.startsWith(prefix)).sort()) if (live(key)) yield key;
    },
  });
}
