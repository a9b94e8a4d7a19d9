import { memoryStore, TandemError, type ArtifactStore } from "@tandem/core";
import { storeChecks, type StoreCheckName } from "@tandem/testkit";
import { describe, expect, it } from "vitest";

/** A memory store changed by `change`, which is given the sound one. */
const store = (change: (sound: ArtifactStore) => Partial<ArtifactStore>) => () => {
  const sound = memoryStore();
  return { ...sound, ...change(sound) };
};
const whole = async (body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  if (body instanceof Uint8Array) return body;
  const chunks: number[] = [];
  for await (const chunk of body) chunks.push(...chunk);
  return Uint8Array.from(chunks);
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

const faults: Record<StoreCheckName, Readonly<Record<string, () => ArtifactStore>>> = {
  "gives back the bytes it was given": {
    "drops the last byte": store((sound) => ({ get: async (key) => (await sound.get(key)).slice(0, -1) })),
    "changes line ends": store((sound) => ({
      put: (key, body, options) =>
        sound.put(
          key,
          (body as Uint8Array).filter((byte) => byte !== 10),
          options,
        ),
    })),
  },
  "takes streams of chunks": {
    "keeps the last chunk alone": store((sound) => ({
      async put(key, body, options) {
        if (body instanceof Uint8Array) return sound.put(key, body, options);
        let last = new Uint8Array(0) as Uint8Array;
        for await (const chunk of body) last = chunk;
        return sound.put(key, last, options);
      },
    })),
  },
  "leaves nothing of a stream that fails": {
    "keeps what came before": store((sound) => ({
      async put(key, body, options) {
        if (body instanceof Uint8Array) return sound.put(key, body, options);
        for await (const chunk of body) await sound.put(key, chunk, options);
      },
    })),
  },
  "reads ranges": {
    "includes the end": store((sound) => ({
      get: (key, range) => sound.get(key, range && { start: range.start, end: Math.min(1_000, range.end + 1) }),
    })),
    "cuts ranges to size": store((sound) => ({
      get: async (key, range) =>
        range ? (await sound.get(key)).slice(Math.max(0, range.start), range.end) : sound.get(key),
    })),
  },
  "holds a large object": {
    "loses a chunk": store((sound) => ({
      async *read(key) {
        let at = 0;
        for await (const chunk of sound.read(key)) if (at++ !== 5) yield chunk;
      },
    })),
  },
  "keeps its bytes apart from the caller's": {
    "gives out its own buffer": store((sound) => {
      const kept = new Map<string, Uint8Array>();
      return {
        put: async (key, body, options) => (
          await sound.put(key, body, options),
          void kept.set(key, await sound.get(key))
        ),
        get: async (key) => kept.get(key)!,
      };
    }),
    "keeps the caller's buffer": store(() => {
      const kept = new Map<string, Uint8Array>();
      return {
        put: async (key, body) => void kept.set(key, await whole(body)),
        get: async (key) => kept.get(key)!.slice(),
      };
    }),
  },
  "tells size, time and digest": {
    "counts wrong": store((sound) => ({ stat: async (key) => ({ ...(await sound.stat(key))!, bytes: 1 }) })),
    "gives seconds": store((sound) => ({
      stat: async (key) => ({ ...(await sound.stat(key))!, modified: Date.now() / 1000 }),
    })),
    "gives another digest": store((sound) => ({
      stat: async (key) => ({ ...(await sound.stat(key))!, sha256: "0".repeat(64) }),
    })),
    "knows everything": store((sound) => ({
      stat: async (key) => (await sound.stat(key)) ?? { bytes: 0, modified: 0 },
    })),
  },
  "finds corruption": { "never looks": memoryStore },
  "overwrites an object": {
    "keeps the old tail": store((sound) => ({
      async put(key, body, options) {
        const old = await sound.get(key).catch(() => new Uint8Array(0));
        const made = await whole(body);
        const mixed = old.length > made.length ? old : made;
        mixed.set(made);
        await sound.put(key, mixed, options);
      },
    })),
  },
  "creates only where nothing is": {
    overwrites: store((sound) => ({ put: (key, body) => sound.put(key, body) })),
    "ignores what it has": store((sound) => ({
      put: (key, body, options) => sound.put(key, body, options).catch(() => undefined),
    })),
  },
  "lets one of 20 concurrent creators win": {
    "looks, then writes": store((sound) => ({
      async put(key, body, options) {
        if (options?.ifAbsent && (await sound.stat(key))) throw new TandemError("store/exists", { key });
        await pause();
        await sound.put(key, body);
      },
    })),
  },
  "shows readers whole objects while it is overwritten": {
    "writes in two steps": store((sound) => ({
      async put(key, body) {
        const bytes = await whole(body);
        await sound.put(key, bytes.slice(0, bytes.length >> 1));
        await pause();
        await sound.put(key, bytes);
      },
    })),
  },
  "says what is not there": {
    "gives nothing": store((sound) => ({ get: (key) => sound.get(key).catch(() => new Uint8Array(0)) })),
    "reads nothing": store((sound) => ({
      async *read(key) {
        if (await sound.stat(key)) yield* sound.read(key);
      },
    })),
    "fails in its own words": store((sound) => ({
      get: (key, range) => sound.get(key, range).catch(() => Promise.reject(new Error("ENOENT"))),
    })),
  },
  "deletes once and for all": {
    "keeps it": store(() => ({ delete: async () => undefined })),
    "fails the second time": store((sound) => ({ delete: async (key) => (await sound.get(key), sound.delete(key)) })),
    "deletes by prefix": store((sound) => ({
      async delete(key) {
        for await (const found of sound.list(key.slice(0, 4))) await sound.delete(found);
      },
    })),
  },
  "takes every valid key": {
    "folds case": store((sound) => ({
      put: (key, body, options) => sound.put(key.toLowerCase(), body, options),
      get: (key, range) => sound.get(key.toLowerCase(), range),
    })),
    "hides dot files": store((sound) => ({
      async *list(prefix) {
        for await (const key of sound.list(prefix)) if (!key.startsWith(".")) yield key;
      },
    })),
  },
  "holds an object below another": {
    "deletes what lies below": store((sound) => ({
      async delete(key) {
        for await (const found of sound.list(`${key}`)) await sound.delete(found);
      },
    })),
  },
  "refuses bad keys": {
    "takes any": store((sound) => ({ stat: async (key) => sound.stat(key.replaceAll(/[^a-z]/g, "x") || "x") })),
  },
  "lists keys by prefix, sorted by code unit": {
    "folds case when it sorts": store((sound) => ({
      async *list(prefix) {
        const all: string[] = [];
        for await (const key of sound.list(prefix)) all.push(key);
        yield* all.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
      },
    })),
    "lists folders alone": store((sound) => ({
      async *list(prefix) {
        for await (const key of sound.list(prefix))
          if (key === prefix || prefix === "" || prefix.endsWith("/") || key[prefix.length] === "/") yield key;
      },
    })),
  },
  "lists while keys come and go": {
    "pages by number": store((sound) => ({
      async *list(prefix) {
        for (let at = 0; ; at++) {
          const all: string[] = [];
          for await (const key of sound.list(prefix)) all.push(key);
          if (at >= all.length) return;
          yield all[at]!;
        }
      },
    })),
  },
};

describe("each check finds its planted fault", () => {
  for (const [name, stores] of Object.entries(faults))
    for (const [fault, open] of Object.entries(stores))
      it(`${name}: a store that ${fault}`, async () => {
        const corrupt = async () => undefined;
        const check = storeChecks("faulty", open, { corrupt }).find((one) => one.name === name)!;
        await expect(check.run()).rejects.toMatchObject({ code: "check/failed", details: { check: name } });
      });
});

it("has a planted fault for every check", () => {
  expect(
    storeChecks("memory", memoryStore)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(faults).sort());
});

it("asks for a way to corrupt a store that claims digests", async () => {
  const check = storeChecks("memory", memoryStore).find(({ name }) => name === "finds corruption")!;
  await expect(check.run()).rejects.toThrow(/give options\.corrupt/);
});
