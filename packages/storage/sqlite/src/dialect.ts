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
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { SqliteConnections } from "./connections.ts";
import { fileError } from "./errors.ts";

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
      this.database.exec(how);
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

/** Statements that are kept ready for each connection; the ones used longest ago go first. */
const MOST_STATEMENTS = 200;
const prepared = new WeakMap<DatabaseSyncInstance, Map<string, Prepared>>();

interface Prepared {
  readonly statement: StatementSyncInstance;
  /** Asked once: it takes longer than running a small statement does. */
  readonly givesRows: boolean;
}

function preparedIn(database: DatabaseSyncInstance, text: string): Prepared {
  let statements = prepared.get(database);
  if (!statements) prepared.set(database, (statements = new Map<string, Prepared>()));
  const held = statements.get(text) ?? prepare(database, text);
  statements.delete(text);
  statements.set(text, held);
  if (statements.size > MOST_STATEMENTS) statements.delete(statements.keys().next().value!);
  return held;
}

function prepare(database: DatabaseSyncInstance, text: string): Prepared {
  const statement = database.prepare(text);
  return { statement, givesRows: statement.columns().length > 0 };
}

/** Reads need not wait for this process's writers. */
function isRead({ query, sql }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode" || (query.kind === "RawNode" && /^\s*select\b/i.test(sql));
}

/** SQLite would store NULL for what it does not know; here that is an error, and booleans are 0 and 1. */
function bindable(parameters: readonly unknown[]): (null | number | bigint | string | Uint8Array)[] {
  return parameters.map((value) => {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "number" && Number.isNaN(value))
      throw new TypeError("SQLite cannot hold NaN; bind null for a missing number");
    if (
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "bigint" ||
      value instanceof Uint8Array
    )
      return value;
    throw new TypeError(`SQLite cannot bind ${Object.prototype.toString.call(value)}`);
  });
}
