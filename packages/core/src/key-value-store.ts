import type { Json } from "./json.ts";

/**
 * Keys to JSON values: precomputed recommendations, feature rows, vectors. Keys are 1 to 512 characters of any text
 * without control characters. A put is atomic; a reader sees the old value or the new one.
 */
export interface KeyValueStore<V = Json> {
  get(key: string): Promise<V | undefined>;
  /** One entry per key, in order; undefined where there is none. */
  getMany(keys: readonly string[]): Promise<readonly (V | undefined)[]>;
  /** @throws TandemError `store/exists` with `ifAbsent` where the key is there; `storage/unsupported` for a `ttl` the technology lacks */
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
  /** Seconds until the value is gone; default never. */
  readonly ttl?: number;
}
