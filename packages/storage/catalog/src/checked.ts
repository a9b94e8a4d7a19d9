import {
  assertJson,
  TandemError,
  type Json,
  type KeyValueStore,
  type Row,
  type SearchDocument,
  type SearchStore,
  type TableStore,
} from "@tandem/core";
import type { JsonSchema } from "./definition.ts";

/** Checks a value against the storage's schema. @throws TandemError `storage/invalid-value` */
export type Check = (value: unknown, key: string, direction: "write" | "read") => void;

/** A check compiled once per schema; Ajv is loaded with the first. No number is NaN or infinite: JSON would keep null. */
export async function compileCheck(address: string, schema: JsonSchema): Promise<Check> {
  const [{ Ajv2020 }, formats] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  const ajv = new Ajv2020({ strict: false, coerceTypes: false, removeAdditional: false, strictNumbers: true });
  formats.default.default(ajv);
  const validate = compile(() => ajv.compile(schema), address);
  return (value, key, direction) => {
    if (validate(value)) return;
    const [error] = validate.errors ?? [];
    throw new TandemError("storage/invalid-value", {
      address,
      key,
      path: error?.instancePath ?? "",
      reason: error?.message ?? "it is invalid",
      direction,
    });
  };
}

function compile<T>(make: () => T, address: string): T {
  try {
    return make();
  } catch (error) {
    throw new TandemError("storage/bad-definition", {
      address,
      reason: `its schema cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

export function checkedKeyValues(store: KeyValueStore, check: Check): KeyValueStore {
  const read = (value: Json | undefined, key: string) => {
    if (value !== undefined) check(value, key, "read");
    return value;
  };
  return {
    get: async (key) => read(await store.get(key), key),
    getMany: async (keys) => (await store.getMany(keys)).map((value, i) => read(value, keys[i]!)),
    async put(key, value, options) {
      check(value, key, "write");
      await store.put(key, value, options);
    },
    async putMany(entries) {
      for (const [key, value] of entries) check(value, key, "write");
      await store.putMany(entries);
    },
    delete: (key) => store.delete(key),
    keys: (prefix) => store.keys(prefix),
  };
}

export function checkedTable(store: TableStore, key: readonly string[], check: Check): TableStore {
  const name = (row: Row) => key.map((column) => `${column}=${JSON.stringify(row[column])}`).join(", ");
  const writing = (rows: readonly Row[]) => rows.forEach((row) => check(row, name(row), "write"));
  return {
    async insert(rows) {
      writing(rows);
      await store.insert(rows);
    },
    async upsert(rows) {
      writing(rows);
      await store.upsert(rows);
    },
    async *select(query) {
      for await (const row of store.select(query)) {
        check(withoutMissing(row), name(row), "read");
        yield row;
      }
    },
    count: (where) => store.count(where),
    delete: (where) => store.delete(where),
  };
}

export function checkedSearch(store: SearchStore, address: string, check: Check): SearchStore {
  const read = <T extends { readonly id: string; readonly data: Json }>(found: T): T => {
    check(found.data, found.id, "read");
    return found;
  };
  return {
    async put(documents: readonly SearchDocument[]) {
      for (const { id, data } of documents) {
        check(data, id, "write");
        assertJson(data, `the data of ${id} in ${address}`);
      }
      await store.put(documents);
    },
    async get(id) {
      const found = await store.get(id);
      return found && read(found);
    },
    delete: (ids) => store.delete(ids),
    search: async (query) => (await store.search(query)).map(read),
  };
}

/** A table gives null for a missing value; its schema may know it only as absent. */
function withoutMissing(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
