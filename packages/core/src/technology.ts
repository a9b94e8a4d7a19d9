import type { Awaitable } from "./awaitable.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import type { SearchLayout, SearchStore } from "./search-store.ts";
import type { ArtifactStore } from "./store.ts";
import type { TableLayout, TableStore } from "./table-store.ts";

export type StorageFormat = "blob" | "kv" | "table" | "search";

/** What a technology can do beyond the common contract; a conformance suite tests what is declared and nothing else. */
export interface TechnologyCapabilities {
  /** What is written outlives the process. */
  readonly persistent: boolean;
  /** Several processes may use the same names at once. */
  readonly manyProcesses: boolean;
  readonly kv?: { readonly ttl: boolean; readonly orderedKeys: boolean; readonly atomicBatch: boolean };
  readonly search?: { readonly text: boolean; readonly vector: boolean };
}

/**
 * How to connect: one connection to one server or folder, holding storages of some formats under names. Opening a name
 * that is new makes it; opening a table or search storage whose layout has gained columns adds them.
 */
export interface Technology {
  /** Like "sqlite": the first part of a storage's address. */
  readonly name: string;
  readonly capabilities: TechnologyCapabilities;
  blob?(name: string): Awaitable<ArtifactStore>;
  kv?(name: string): Awaitable<KeyValueStore>;
  table?(layout: TableLayout): Awaitable<TableStore>;
  search?(layout: SearchLayout): Awaitable<SearchStore>;
  /** Frees connections; idempotent. */
  close(): Promise<void>;
}
