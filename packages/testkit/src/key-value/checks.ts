import type { Awaitable, Json, KeyValueStore, TechnologyCapabilities } from "@tandem/core";
import { checksOf, type Check, type Expect, type Skips } from "../check.ts";
import { difference } from "../difference.ts";

/** Opens an empty key-value store; every check opens its own. */
export type OpenKeyValues = () => Awaitable<KeyValueStore>;
export type KeyValueCheckName = keyof ReturnType<typeof bodies>;

export interface KeyValueCheckOptions {
  readonly capabilities: NonNullable<TechnologyCapabilities["kv"]>;
  readonly skip?: Skips<KeyValueCheckName>;
}

/** Every promise of a {@link KeyValueStore}; what the technology does not declare is skipped with that reason. */
export function keyValueChecks(
  name: string,
  open: OpenKeyValues,
  options: KeyValueCheckOptions,
): readonly Check<KeyValueCheckName>[] {
  const { ttl, orderedKeys, atomicBatch } = options.capabilities;
  return checksOf(`key-value store ${name}`, bodies(open), options.skip, {
    ...(ttl
      ? {}
      : { "forgets a value after its time": "no ttl declared", "refuses a ttl that is no time": "no ttl declared" }),
    ...(ttl ? { "refuses a ttl it cannot keep": "ttl is declared" } : {}),
    ...(orderedKeys ? {} : { "lists keys sorted": "no orderedKeys declared" }),
    ...(atomicBatch ? {} : { "writes a batch whole or not at all": "no atomicBatch declared" }),
  });
}

function bodies(open: OpenKeyValues) {
  return {
    "gives back the values it was given": async (expect: Expect) => {
      const store = await open();
      for (const [at, value] of VALUES.entries()) await store.put(`value ${at}`, value);
      for (const [at, value] of VALUES.entries()) same(expect, `value ${at}`, await store.get(`value ${at}`), value);
      const many = await store.getMany(["value 1", "not there", "value 0", "value 1"]);
      same(expect, "getMany", many, [VALUES[1], undefined, VALUES[0], VALUES[1]]);
      expect.that((await store.getMany([])).length === 0, "getMany of no keys gives values");
    },
    "knows nothing of a key never put": async (expect: Expect) => {
      const store = await open();
      expect.that((await store.get("nothing")) === undefined, "get of a missing key gives something");
      await store.delete("nothing");
    },
    "refuses what cannot be a key, and never has it": async (expect: Expect) => {
      const store = await open();
      await store.put("a", 1);
      for (const key of BAD_KEYS) {
        const name = JSON.stringify(key).slice(0, 40);
        await expect.code("store/bad-key", `put of the key ${name}`, () => store.put(key, 1));
        await expect.code("store/bad-key", `putMany of the key ${name}`, () =>
          store.putMany([
            ["b", 1],
            [key, 1],
          ]),
        );
        same(expect, `get of the key ${name}`, await store.get(key), undefined);
        same(expect, `getMany with the key ${name}`, await store.getMany(["a", key, "a"]), [1, undefined, 1]);
        await store.delete(key);
        if (key !== "") same(expect, `keys that start with ${name}`, await gather(store.keys(key)), []);
      }
      same(expect, "all keys after what was refused", await gather(store.keys()), ["a"]);
    },
    "refuses values that JSON would change": async (expect: Expect) => {
      const store = await open();
      for (const value of BAD_VALUES) {
        const put = (many: boolean) => () =>
          many ? store.putMany([["a", value as Json]]) : store.put("a", value as Json);
        await expect.code("json/not-representable", `put of ${String(value)}`, put(false));
        await expect.code("json/not-representable", `putMany of ${String(value)}`, put(true));
      }
      same(expect, "a value after what was refused", await store.get("a"), undefined);
    },
    "tells keys apart": async (expect: Expect) => {
      const store = await open();
      for (const [at, key] of KEYS.entries()) await store.put(key, at);
      for (const [at, key] of KEYS.entries())
        same(expect, `the value of ${JSON.stringify(key)}`, await store.get(key), at);
      const listed = await gather(store.keys());
      same(expect, "all keys", listed.sort(), [...KEYS].sort());
    },
    "replaces and deletes": async (expect: Expect) => {
      const store = await open();
      await store.put("a", 1);
      await store.put("a", { two: 2 });
      same(expect, "the second value", await store.get("a"), { two: 2 });
      await store.delete("a");
      expect.that((await store.get("a")) === undefined, "a deleted value is still there");
    },
    "shares no object with its callers": async (expect: Expect) => {
      const store = await open();
      const value = { list: [1] };
      await store.put("a", value);
      value.list.push(2);
      const read = (await store.get("a")) as { list: number[] };
      same(expect, "the value after its maker changed it", read, { list: [1] });
      read.list.push(3);
      same(expect, "the value after a reader changed it", await store.get("a"), { list: [1] });
    },
    "lets one of 20 creators win": async (expect: Expect) => {
      const store = await open();
      const won = await Promise.allSettled(
        Array.from({ length: 20 }, (_, at) => store.put("once", at, { ifAbsent: true })),
      );
      const winners = won.flatMap(({ status }, at) => (status === "fulfilled" ? [at] : []));
      expect.that(winners.length === 1, `${winners.length} of 20 creators won`);
      same(expect, "the value", await store.get("once"), winners[0]);
      await expect.code("store/exists", "a later put with ifAbsent", () => store.put("once", 99, { ifAbsent: true }));
    },
    "puts many at once": async (expect: Expect) => {
      const store = await open();
      await store.put("k1", "old");
      await store.putMany(Array.from({ length: 2_500 }, (_, at) => [`k${at}`, at] as const));
      same(expect, "values of a batch", await store.getMany(["k0", "k1", "k2499"]), [0, 1, 2499]);
      expect.that((await gather(store.keys("k"))).length === 2_500, "keys are lost or doubled");
      await store.putMany([]);
    },
    "writes a batch whole or not at all": async (expect: Expect) => {
      const store = await open();
      const broken = {
        toJSON: () => {
          throw new Error("broken");
        },
      } as unknown as Json;
      const failed = await store
        .putMany([
          ["first", 1],
          ["second", broken],
        ])
        .then(
          () => false,
          () => true,
        );
      expect.that(failed, "a batch with a value that cannot be written succeeds");
      expect.that((await store.get("first")) === undefined, "a part of a failed batch was written");
    },
    "lists keys by prefix": async (expect: Expect) => {
      const store = await open();
      for (const key of ["user:1", "user:10", "user:2", "item:1", "user", "us%r:1", "us*:1"]) await store.put(key, 1);
      same(expect, 'keys("user:")', (await gather(store.keys("user:"))).sort(), ["user:1", "user:10", "user:2"]);
      same(expect, 'keys("us%")', await gather(store.keys("us%")), ["us%r:1"]);
      same(expect, 'keys("us*")', await gather(store.keys("us*")), ["us*:1"]);
    },
    "lists keys sorted": async (expect: Expect) => {
      const store = await open();
      const wanted = ["A", "a", "a/1", "a/10", "a/2", "b", "é"];
      for (const key of [...wanted].reverse()) await store.put(key, 1);
      same(expect, "keys()", await gather(store.keys()), wanted);
    },
    "forgets a value after its time": async (expect: Expect) => {
      const store = await open();
      await store.put("short", 1, { ttl: 0.05 });
      await store.put("long", 2, { ttl: 600 });
      same(expect, "a value within its time", await store.get("long"), 2);
      await new Promise((done) => setTimeout(done, 1_100));
      expect.that((await store.get("short")) === undefined, "a value is still there after its time");
      same(expect, "keys", await gather(store.keys()), ["long"]);
      await store.put("short", 3, { ifAbsent: true });
      same(expect, "a value put where another's time was over", await store.get("short"), 3);
    },
    "refuses a ttl that is no time": async (expect: Expect) => {
      const store = await open();
      for (const ttl of [0, -1, NaN, Infinity])
        await expect.code("store/bad-ttl", `put with a ttl of ${ttl}`, () => store.put("a", 1, { ttl }));
      same(expect, "a value after what was refused", await store.get("a"), undefined);
    },
    "refuses a ttl it cannot keep": async (expect: Expect) => {
      const store = await open();
      await expect.code("storage/unsupported", "put with a ttl", () => store.put("a", 1, { ttl: 1 }));
    },
  };
}

const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1.5e-300,
  12345678901234,
  "",
  "grün 😀 'quoted' \"double\" \\",
  [],
  {},
  [1, [2, null]],
  { user: "a", items: [{ id: 1, score: 0.1 }], "odd key": { nested: false } },
  Array.from({ length: 300 }, (_, at) => at / 7),
];
const KEYS = [
  "a",
  "A",
  " a",
  "a ",
  "a'b",
  'a"b',
  "a%",
  "a_",
  "a/b:c|d",
  "grün",
  "😀",
  "__proto__",
  "constructor",
  "k".repeat(512),
];

const BAD_KEYS = ["", "k".repeat(513), "a\0", "a\n", "\u0085", "\ud800", "a\udc00"];
const BAD_VALUES: readonly unknown[] = [
  undefined,
  NaN,
  { deep: [Infinity] },
  { lost: undefined },
  5n,
  () => 1,
  new Date(0),
];

function same(expect: Expect, what: string, found: unknown, wanted: unknown): void {
  const differs = difference(found, wanted);
  expect.that(differs === undefined, `${what} is not what was put: ${differs}`);
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
