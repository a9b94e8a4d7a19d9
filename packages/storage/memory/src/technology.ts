import { memoryStore, type Technology } from "@tandem/core";
import { memoryKeyValues } from "./key-values.ts";
import { memorySearch } from "./search.ts";
import { memoryTable } from "./table.ts";

/** Storages that live as long as this object: for tests, examples and caches. The same name gives the same storage. */
export function memoryTechnology(): Technology {
  const opened = new Map<string, unknown>();
  const once = <T>(key: string, open: () => T): T => {
    if (!opened.has(key)) opened.set(key, open());
    return opened.get(key) as T;
  };
  return {
    name: "memory",
    capabilities: {
      persistent: false,
      manyProcesses: false,
      kv: { ttl: true, orderedKeys: true, atomicBatch: true },
      search: { text: true, vector: true },
    },
    blob: (name) => once(`blob/${name}`, memoryStore),
    kv: (name) => once(`kv/${name}`, memoryKeyValues),
    table: (layout) => {
      const table = once(`table/${layout.name}`, () => memoryTable(layout));
      table.extend(layout);
      return table;
    },
    search: (layout) => once(`search/${layout.name}`, () => memorySearch(layout)),
    close: async () => opened.clear(),
  };
}
