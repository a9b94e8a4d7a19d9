import { memoryTechnology } from "@tandem/storage-memory";
import { keyValueChecks, type KeyValueCheckName } from "@tandem/testkit";
import { TandemError, type Json, type KeyValueStore } from "@tandem/core";
import { describe, expect, it } from "vitest";

/** A memory store changed by `change`, which is given the sound one. */
type Change = (sound: KeyValueStore) => Partial<KeyValueStore>;
const changed = (change: Change) => async () => {
  const sound = await memoryTechnology().kv!("a");
  return { ...sound, ...change(sound) };
};
const gather = async (keys: AsyncIterable<string>) => {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
};
const all = { ttl: true, orderedKeys: true, atomicBatch: true };

/** For each check, stores that break its promise. */
const faults: Record<Exclude<KeyValueCheckName, "refuses a ttl it cannot keep">, Record<string, Change>> = {
  "gives back the values it was given": {
    "rounds numbers": (sound) => ({
      put: (key, value, options) =>
        sound.put(
          key,
          JSON.parse(JSON.stringify(value, (_, v) => (typeof v === "number" ? Math.fround(v) : v))) as Json,
          options,
        ),
    }),
    "gives many in another order": (sound) => ({ getMany: async (keys) => await sound.getMany([...keys].sort()) }),
    "drops what many lack": (sound) => ({
      getMany: async (keys) => (await sound.getMany(keys)).filter((value) => value !== undefined),
    }),
    "takes null for nothing": (sound) => ({ get: async (key) => (await sound.get(key)) ?? undefined }),
  },
  "knows nothing of a key never put": {
    "gives null": (sound) => ({ get: async (key) => ((await sound.get(key)) === undefined ? null : sound.get(key)) }),
    "fails to delete it": (sound) => ({
      async delete(key) {
        if ((await sound.get(key)) === undefined) throw new Error("nothing to delete");
        await sound.delete(key);
      },
    }),
  },
  "refuses what cannot be a key, and never has it": {
    "takes any text": () => ({ put: async () => undefined }),
    "takes any text of many": (sound) => ({
      putMany: (entries) => sound.putMany(entries.filter(([key]) => key === "b")),
    }),
    "cuts keys at NUL when it reads": (sound) => ({ get: (key) => sound.get(key.split("\0")[0]!) }),
    "refuses them when it reads": (sound) => ({
      get: (key) => (key === "" ? Promise.reject(new Error("no key")) : sound.get(key)),
    }),
    "deletes what the key starts with": (sound) => ({ delete: (key) => sound.delete(key.slice(0, 1)) }),
  },
  "refuses values that JSON would change": {
    "keeps what JSON makes of them": (sound) => ({
      put: (key, value, options) => sound.put(key, JSON.parse(JSON.stringify(value) ?? "null") as Json, options),
    }),
    "looks at single values only": () => ({ putMany: async () => undefined }),
  },
  "refuses a ttl that is no time": {
    "rounds it up": (sound) => ({
      put: (key, value, { ttl, ...options } = {}) =>
        sound.put(key, value, { ...options, ...(ttl === undefined ? {} : { ttl: Math.max(1, ttl || 0) }) }),
    }),
    "takes it for never": (sound) => ({
      put: (key, value, { ttl, ...options } = {}) =>
        sound.put(key, value, ttl !== undefined && ttl > 0 && ttl < 1e9 ? { ...options, ttl } : options),
    }),
  },
  "tells keys apart": {
    "folds case": (sound) => ({
      put: (key, value, options) => sound.put(key.toLowerCase(), value, options),
      get: (key) => sound.get(key.toLowerCase()),
    }),
    "trims keys": (sound) => ({
      put: (key, value, options) => sound.put(key.trim(), value, options),
      get: (key) => sound.get(key.trim()),
    }),
    "cuts long keys in its list": (sound) => ({
      async *keys(prefix) {
        for await (const key of sound.keys(prefix)) yield key.slice(0, 255);
      },
    }),
  },
  "replaces and deletes": {
    "keeps the first": (sound) => ({
      async put(key, value, options) {
        if ((await sound.get(key)) !== undefined && !options?.ifAbsent) return;
        await sound.put(key, value, options);
      },
    }),
    "keeps what is deleted": () => ({ delete: async () => undefined }),
  },
  "shares no object with its callers": {
    "keeps references": () => {
      const held = new Map<string, Json>();
      return { put: async (key, value) => void held.set(key, value), get: async (key) => held.get(key) };
    },
  },
  "lets one of 20 creators win": {
    "looks, then writes": (sound) => ({
      async put(key, value, options) {
        const held = await sound.get(key);
        if (options?.ifAbsent && held !== undefined) throw new TandemError("store/exists", { key });
        await new Promise((done) => setTimeout(done, 1));
        await sound.put(key, value);
      },
    }),
    "tells nobody that they lost": (sound) => ({
      put: (key, value, options) => sound.put(key, value, options).catch(() => undefined),
    }),
  },
  "puts many at once": {
    "takes 1,000 at most": (sound) => ({ putMany: (entries) => sound.putMany(entries.slice(0, 1_000)) }),
    "skips what is there": (sound) => ({
      async putMany(entries) {
        for (const [key, value] of entries) if ((await sound.get(key)) === undefined) await sound.put(key, value);
      },
    }),
  },
  "writes a batch whole or not at all": {
    "writes one by one": (sound) => ({
      async putMany(entries) {
        for (const [key, value] of entries) await sound.put(key, value);
      },
    }),
  },
  "lists keys by prefix": {
    "reads % as a wildcard": (sound) => ({
      async *keys(prefix = "") {
        const like = new RegExp(`^${prefix.replaceAll("%", ".*")}`);
        for await (const key of sound.keys()) if (like.test(key)) yield key;
      },
    }),
    "reads * as a wildcard": (sound) => ({
      async *keys(prefix = "") {
        const like = new RegExp(`^${prefix.replaceAll("*", ".*")}`);
        for await (const key of sound.keys()) if (like.test(key)) yield key;
      },
    }),
    "ignores the prefix": (sound) => ({ keys: () => sound.keys() }),
  },
  "lists keys sorted": {
    "sorts by locale": (sound) => ({
      async *keys(prefix) {
        yield* (await gather(sound.keys(prefix))).sort((a, b) => a.localeCompare(b));
      },
    }),
  },
  "forgets a value after its time": {
    "keeps it for ever": (sound) => ({
      put: (key, value, options) => sound.put(key, value, { ifAbsent: options?.ifAbsent ?? false }),
    }),
    "forgets all": (sound) => ({
      put: (key, value, options) =>
        sound.put(key, value, options?.ttl === undefined ? options : { ...options, ttl: 1e-9 }),
    }),
  },
};

describe("each check of key-value stores finds its planted fault", () => {
  for (const [name, changes] of Object.entries(faults))
    for (const [fault, change] of Object.entries(changes))
      it(`${name}: a store that ${fault}`, async () => {
        const check = keyValueChecks("faulty", changed(change), { capabilities: all }).find(
          (one) => one.name === name,
        )!;
        await expect(check.run()).rejects.toMatchObject({ code: "check/failed", details: { check: name } });
      });

  it("refuses a ttl it cannot keep: a store that ignores it", async () => {
    const checks = keyValueChecks(
      "faulty",
      changed(() => ({})),
      { capabilities: { ...all, ttl: false } },
    );
    const check = checks.find(({ name }) => name === "refuses a ttl it cannot keep")!;
    expect(check.skip).toBeUndefined();
    await expect(check.run()).rejects.toMatchObject({ code: "check/failed" });
  });

  it("has a planted fault for every check", () => {
    const names = keyValueChecks(
      "a",
      changed(() => ({})),
      { capabilities: all },
    ).map(({ name }) => name);
    expect(names.filter((name) => name !== "refuses a ttl it cannot keep").sort()).toEqual(Object.keys(faults).sort());
  });
});
