import type { Technology } from "@tandem/core";
import { sqlTable } from "@tandem/storage-sql";
import { Kysely } from "kysely";
import { sqliteBlobs } from "./blob.ts";
import { SqliteConnections, type SqliteOptions } from "./connections.ts";
import { sqliteDialect } from "./dialect.ts";
import { sqliteFlavour } from "./flavour.ts";
import { sqliteKeyValues } from "./key-values.ts";
import { sqliteSearch } from "./search.ts";

/** Artifacts, keys, tables and search in the SQLite file `file`, made where it is missing; several processes may use it at once. */
export function sqliteTechnology(file: string, options?: SqliteOptions): Technology {
  const connections = new SqliteConnections(file, options);
  const db = new Kysely<unknown>({ dialect: sqliteDialect(connections) });
  return {
    name: "sqlite",
    capabilities: {
      persistent: true,
      manyProcesses: true,
      kv: { ttl: true, orderedKeys: true, atomicBatch: true },
      search: { text: true, vector: true },
    },
    blob: (name) => sqliteBlobs(connections, name),
    kv: (name) => sqliteKeyValues(connections, name),
    table: (layout) => sqlTable(db, layout, sqliteFlavour),
    search: (layout) => sqliteSearch(connections, layout),
    close: () => db.destroy(),
  };
}
