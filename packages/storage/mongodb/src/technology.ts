import type { Technology } from "@tandem/core";
import { MongodbConnection, type MongodbOptions } from "./connection.ts";
import { mongodbKeyValues } from "./key-values.ts";
import { mongodbSearch } from "./search.ts";
import { mongodbTable } from "./table.ts";

/**
 * Keys to values, tables and search in the MongoDB database at `url` (`mongodb://user:password@host:port/database`, or
 * `mongodb+srv://`), connected with first use. It stands on the package `mongodb`, which you install.
 *
 * A call that writes many documents is whole on members of a replica set, which have transactions. A server alone has none:
 * `atomicBatch` is therefore not declared, and there a refused call is undone, but a killed one may leave a part.
 */
export function mongodbTechnology(url: string, options?: MongodbOptions): Technology {
  const connection = new MongodbConnection(url, options);
  return {
    name: "mongodb",
    capabilities: {
      persistent: true,
      manyProcesses: true,
      kv: { ttl: true, orderedKeys: true, atomicBatch: false },
      search: { text: true, vector: true },
    },
    kv: (name) => mongodbKeyValues(connection, name),
    table: (layout) => mongodbTable(connection, layout),
    search: (layout) => mongodbSearch(connection, layout),
    close: () => connection.close(),
  };
}
