import { PostgresConnection, postgresKysely } from "@tandem/storage-postgres";
import { SqliteConnections, sqliteDialect } from "@tandem/storage-sqlite";
import { CompiledQuery, Kysely, type Transaction } from "kysely";
import { migrate, POSTGRES, SQLITE } from "./migrations.ts";
import type { Tables } from "./tables.ts";

export type RegistryLocation = { readonly sqlite: string } | { readonly postgres: string };

/** The registry's tables in one database. */
export class RegistryDatabase {
  private constructor(
    readonly db: Kysely<Tables>,
    readonly kind: "sqlite" | "postgres",
    /** Rows of a statement written out, for look-ups that are asked all the time. */
    readonly read: <R>(text: string, parameters: readonly unknown[]) => Promise<readonly R[]>,
    private readonly shut: () => Promise<void>,
  ) {}

  static async open(location: RegistryLocation): Promise<RegistryDatabase> {
    const database =
      "sqlite" in location
        ? RegistryDatabase.#sqlite(location.sqlite)
        : await RegistryDatabase.#postgres(location.postgres);
    try {
      await migrate(database.db, database.kind === "sqlite" ? SQLITE : POSTGRES);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** All of `work` or nothing; on SQLite it holds the write lock from its start. */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }

  close(): Promise<void> {
    return this.shut();
  }

  static #sqlite(file: string): RegistryDatabase {
    const connections = new SqliteConnections(file, { durability: "power" });
    const db = new Kysely<Tables>({ dialect: sqliteDialect(connections) });
    const read = async <R>(text: string, parameters: readonly unknown[]) => connections.read<R>(text, parameters);
    return new RegistryDatabase(db, "sqlite", read, () => db.destroy());
  }

  static async #postgres(url: string): Promise<RegistryDatabase> {
    const connection = new PostgresConnection(url);
    const db = (await postgresKysely(connection)) as unknown as Kysely<Tables>;
    const read = async <R>(text: string, parameters: readonly unknown[]) =>
      (await db.executeQuery<R>(CompiledQuery.raw(text, [...parameters]))).rows;
    return new RegistryDatabase(db, "postgres", read, () => connection.close());
  }
}
