import { TandemError } from "./errors.ts";
import { assertJson, type Json } from "./json.ts";

/**
 * Keys to JSON values: precomputed recommendations, feature rows, vectors. Keys are 1 to 512 characters of any text
 * without control characters and halves of characters; any other is never there to read or to delete. A put is atomic; a reader sees the old value or the new one.
 */
export interface KeyValueStore<V = Json> {
  get(key: string): Promise<V | undefined>;
  /** One entry per key, in order; undefined where there is none. */
  getMany(keys: readonly string[]): Promise<readonly (V | undefined)[]>;
  /**
   * @throws TandemError `store/exists` with `ifAbsent` where the key is there, `store/bad-key`, `store/bad-ttl`,
   * `json/not-representable`; `storage/unsupported` for a `ttl` the technology lacks
   */
  put(key: string, value: V, options?: KeyValuePutOptions): Promise<void>;
  /** All entries or, where the technology declares `atomicBatch`, none. */
  putMany(entries: readonly (readonly [key: string, value: V])[]): Promise<void>;
  /** Does nothing where the key is not there. */
  delete(key: string): Promise<void>;
  /** Keys that start with `prefix`; sorted by code unit where the technology declares `orderedKeys`. */
  keys(prefix?: string): AsyncIterable<string>;
}

export interface KeyValuePutOptions {
  readonly ifAbsent?: boolean;
  /** Seconds until the value is gone, above 0; default never. */
  readonly ttl?: number;
}

/** A technology's store that is asked only for what a {@link KeyValueStore} may hold: all technologies refuse the same. */
export function soundKeyValues(store: KeyValueStore): KeyValueStore {
  return {
    get: async (key) => (isKey(key) ? store.get(key) : undefined),
    async getMany(keys) {
      if (keys.every(isKey)) return store.getMany(keys);
      const found = (await store.getMany(keys.filter(isKey))).values();
      return keys.map((key) => (isKey(key) ? found.next().value : undefined));
    },
    async put(key, value, options) {
      checkEntry(key, value);
      checkTtl(key, options?.ttl);
      await store.put(key, value, options);
    },
    async putMany(entries) {
      for (const [key, value] of entries) checkEntry(key, value);
      await store.putMany(entries);
    },
    async delete(key) {
      if (isKey(key)) await store.delete(key);
    },
    async *keys(prefix = "") {
      if (prefix === "" || isKey(prefix)) yield* store.keys(prefix);
    },
  };
}

function isKey(key: string): boolean {
  return typeof key === "string" && /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(key);
}

function checkEntry(key: string, value: unknown): void {
  if (!isKey(key))
    throw new TandemError("store/bad-key", {
      key: String(key).slice(0, 80),
      reason: "a key has 1 to 512 characters, none of them a control character or half of one",
    });
  assertJson(value, `the value for ${key}`);
}

const LONGEST_TTL = 1e10;

function checkTtl(key: string, ttl: number | undefined): void {
  if (ttl === undefined || (ttl > 0 && ttl <= LONGEST_TTL)) return;
  throw new TandemError("store/bad-ttl", { key, ttl: String(ttl) });
}
