import type { Technology } from "@tandem/core";
import { sqlTable } from "@tandem/storage-sql";
import { Kysely, PostgresDialect } from "kysely";
import { postgresBlobs } from "./blob.ts";
import { PostgresConnection, type PostgresOptions } from "./connection.ts";
import { postgresFlavour } from "./flavour.ts";
import { postgresKeyValues } from "./key-values.ts";
import { postgresSearch } from "./search.ts";

/** All four formats in the database at `url` (`postgres://user:password@host:port/database`), connected with first use. */
export function postgresTechnology(url: string, options?: PostgresOptions): Technology {
  const connection = new PostgresConnection(url, options);
  let db: Promise<Kysely<unknown>> | undefined;
  return {
    name: "postgres",
    capabilities: {
      persistent: true,
      manyProcesses: true,
      kv: { ttl: true, orderedKeys: true, atomicBatch: true },
      search: { text: true, vector: true },
    },
    blob: (name) => postgresBlobs(connection, name),
    kv: (name) => postgresKeyValues(connection, name),
    table: async (layout) => sqlTable(await (db ??= postgresKysely(connection)), layout, postgresFlavour),
    search: (layout) => postgresSearch(connection, layout),
    close: () => connection.close(),
  };
}

/** Kysely over the connection's pool, rows streamed through a cursor. */
export async function postgresKysely(connection: PostgresConnection): Promise<Kysely<unknown>> {
  const [pool, { default: cursor }] = [await connection.pool(), await import("pg-cursor")];
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool, cursor }) });
}
