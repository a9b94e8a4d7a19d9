import {
  TandemError,
  type ArtifactStore,
  type Json,
  type KeyValueStore,
  type Row,
  type SearchDocument,
  type SearchQuery,
  type SearchStore,
  type Storages,
  type TableQuery,
  type TableStore,
} from "@tandem/core";
import { Body, encodeFrame, type Frame } from "./frame.ts";

/** What Python gave by name; `bytes` are the frame's body. */
interface Given {
  readonly [argument: string]: unknown;
  readonly bytes: Uint8Array;
}
type Calls<S> = Readonly<Record<string, (store: S, given: Given) => Promise<unknown>>>;

/** Most keys or rows that one call gives: they are held in memory on both sides. */
const MOST = 100_000;

const kv: Calls<KeyValueStore> = {
  get: (store, { key }) => store.get(key as string),
  get_many: (store, { keys }) => store.getMany(keys as string[]),
  put: (store, { key, value, options }) => store.put(key as string, value as Json, options as object),
  put_many: (store, { entries }) => store.putMany(entries as [string, Json][]),
  delete: (store, { key }) => store.delete(key as string),
  keys: (store, { prefix }) => listed(store.keys(prefix as string), "keys", "a longer prefix"),
};
const table: Calls<TableStore<Row>> = {
  insert: (store, { rows }) => store.insert(rows as Row[]),
  upsert: (store, { rows }) => store.upsert(rows as Row[]),
  select: (store, { query }) => listed(store.select(query as TableQuery), "rows", "where or limit"),
  count: (store, { where }) => store.count((where ?? undefined) as TableQuery["where"]),
  delete: (store, { where }) => store.delete(where as NonNullable<TableQuery["where"]>),
};
const search: Calls<SearchStore> = {
  put: (store, { documents }) => store.put(documents as SearchDocument[]),
  get: (store, { id }) => store.get(id as string),
  delete: (store, { ids }) => store.delete(ids as string[]),
  search: (store, { query }) => store.search(query as SearchQuery),
};
const blob: Calls<ArtifactStore> = {
  get: (store, { key }) => store.get(key as string),
  put: (store, { key, bytes, options }) => store.put(key as string, bytes, options as object),
  delete: (store, { key }) => store.delete(key as string),
  list: (store, { prefix }) => listed(store.list(prefix as string), "keys", "a longer prefix"),
};
const formats = { kv, table, search, blob } as const;

/** What Python asks of storages while it loads or answers: one call, one frame back. Storages are opened once. */
export class StorageCalls {
  readonly #opened = new Map<string, Promise<unknown>>();

  constructor(private readonly storages: Storages) {}

  /** The frame to send back: a value, bytes, or what the storage threw. */
  async reply({ header, body }: Frame): Promise<readonly Uint8Array[]> {
    try {
      const value = await this.#call(header, body);
      if (!(value instanceof Uint8Array)) return encodeFrame({ value: value ?? null });
      const bytes = new Body();
      bytes.add(value);
      return encodeFrame({ bytes: value.length }, bytes);
    } catch (error) {
      const code = TandemError.is(error) ? error.code : "unknown";
      return encodeFrame({ error: { code, message: error instanceof Error ? error.message : String(error) } });
    }
  }

  async #call({ call, address, method, given, bytes }: Frame["header"], body: Uint8Array): Promise<unknown> {
    const format = call as keyof typeof formats;
    const store = await this.#open(format, address as string);
    const calls = formats[format] as Calls<unknown>;
    return calls[method as string]!(store, { ...(given as object), bytes: body.subarray(0, Number(bytes ?? 0)) });
  }

  #open(format: keyof typeof formats, address: string): Promise<unknown> {
    const key = `${format} ${address}`;
    let opened = this.#opened.get(key);
    if (!opened) {
      opened = this.storages[format](address);
      this.#opened.set(key, opened);
      opened.catch(() => this.#opened.delete(key));
    }
    return opened;
  }
}

/** @throws TandemError `python/too-many` rather than leave any out */
async function listed<T>(items: AsyncIterable<T>, what: string, narrower: string): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items)
    if (list.push(item) > MOST) throw new TandemError("python/too-many", { what, most: MOST, narrower });
  return list;
}
