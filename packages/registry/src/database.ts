import { PostgresConnection, postgresKysely } from "@tandem/storage-postgres";
import { SqliteConnections, sqliteDialect } from "@tandem/storage-sqlite";
import { Kysely, type Transaction } from "kysely";
import { migrate, POSTGRES, SQLITE } from "./migrations.ts";
import type { Tables } from "./tables.ts";

export type RegistryLocation = { readonly sqlite: string } | { readonly postgres: string };

/** The registry's tables in one database. */
export class RegistryDatabase {
  private constructor(
    readonly db: Kysely<Tables>,
    readonly kind: "sqlite" | "postgres",
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
    const db = new Kysely<Tables>({ dialect: sqliteDialect(new SqliteConnections(file, { durability: "power" })) });
    return new RegistryDatabase(db, "sqlite", () => db.destroy());
  }

  static async #postgres(url: string): Promise<RegistryDatabase> {
    const connection = new PostgresConnection(url);
    const db = (await postgresKysely(connection)) as unknown as Kysely<Tables>;
    return new RegistryDatabase(db, "postgres", () => connection.close());
  }
}
