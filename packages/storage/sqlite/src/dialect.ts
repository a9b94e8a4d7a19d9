import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from "kysely";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import type { SqliteConnections } from "./connections.ts";
import { fileError } from "./errors.ts";
import { bindable, preparedIn } from "./statements.ts";
import { rollBack } from "./transaction.ts";

/** Kysely over {@link SqliteConnections}. Transactions begin immediate, so that read-then-write never fails half-way for a lock. */
export function sqliteDialect(connections: SqliteConnections): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connections),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqliteDriver implements Driver {
  constructor(private readonly connections: SqliteConnections) {}
  async init() {}
  async acquireConnection() {
    return new SqliteConnection(this.connections, this.connections.acquire());
  }
  beginTransaction(connection: DatabaseConnection) {
    return (connection as SqliteConnection).begin();
  }
  async commitTransaction(connection: DatabaseConnection) {
    (connection as SqliteConnection).end("commit");
  }
  async rollbackTransaction(connection: DatabaseConnection) {
    (connection as SqliteConnection).end("rollback");
  }
  async releaseConnection(connection: DatabaseConnection) {
    this.connections.release((connection as SqliteConnection).database);
  }
  async destroy() {
    this.connections.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  #unlock: (() => void) | undefined;

  constructor(
    private readonly connections: SqliteConnections,
    readonly database: DatabaseSyncInstance,
  ) {}

  async begin(): Promise<void> {
    const unlock = await this.connections.lock();
    try {
      this.database.exec("begin immediate");
      this.#unlock = unlock;
    } catch (error) {
      unlock();
      throw fileError(this.connections.file, error);
    }
  }

  end(how: "commit" | "rollback"): void {
    try {
      if (how === "commit") this.database.exec("commit");
      else rollBack(this.database);
    } catch (error) {
      throw fileError(this.connections.file, error);
    } finally {
      this.#unlock?.();
      this.#unlock = undefined;
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = () => this.#execute<R>(query);
    return this.#unlock || isRead(query) ? run() : this.connections.exclusively(run);
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize = 500): AsyncIterableIterator<QueryResult<R>> {
    let rows: R[] = [];
    // not one that is kept ready: two streams of one query may be open at once
    for (const row of this.database.prepare(query.sql).iterate(...bindable(query.parameters)) as Iterable<R>) {
      rows.push(row);
      if (rows.length < chunkSize) continue;
      yield { rows };
      rows = [];
    }
    if (rows.length > 0) yield { rows };
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> {
    try {
      const { statement, givesRows } = preparedIn(this.database, query.sql);
      const parameters = bindable(query.parameters);
      if (givesRows) return { rows: statement.all(...parameters) as R[] };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw fileError(this.connections.file, error);
    }
  }
}

/** Reads need not wait for this process's writers. */
function isRead({ query, sql }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode" || (query.kind === "RawNode" && /^\s*select\b/i.test(sql));
}
