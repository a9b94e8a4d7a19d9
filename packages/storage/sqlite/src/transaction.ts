import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** What `work` does on a connection, all of it or nothing. One that writes is "immediate", while no other of this process writes. */
export function inTransaction<T>(database: DatabaseSyncInstance, mode: "immediate" | "deferred", work: () => T): T {
  database.exec(`begin ${mode}`);
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** SQLite itself ends a transaction that finds the disk full: then there is nothing left to roll back. */
export function rollBack(database: DatabaseSyncInstance): void {
  if (database.isTransaction) database.exec("rollback");
}
