import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { fileError } from "./errors.ts";
import { openUnchanging } from "./read-only.ts";
import { bindable, forgetPrepared, preparedIn } from "./statements.ts";
import { inTransaction } from "./transaction.ts";

export interface SqliteOptions {
  /**
   * What a finished write survives: "process" a kill -9 of this process, "power" also the loss of power (one fsync a
   * commit). Default "process".
   */
  readonly durability?: "process" | "power";
  /** Milliseconds to wait for another process's write. Default 10,000. */
  readonly busyTimeout?: number;
}

/**
 * Connections to one SQLite file in WAL mode: any number of readers beside one writer, across processes. Writers of this
 * process queue in JavaScript; waiting inside SQLite would block the very thread that holds the lock. ":memory:" is a
 * temporary file, gone with `close`. A file that this process may only read can be read.
 */
export class SqliteConnections {
  readonly file: string;
  readonly #options: Required<SqliteOptions>;
  readonly #idle: DatabaseSyncInstance[] = [];
  readonly #open = new Set<DatabaseSyncInstance>();
  /** Those of {@link openUnchanging}. */
  readonly #once = new WeakSet<DatabaseSyncInstance>();
  #folder: string | undefined;
  #closed = false;

  constructor(file: string, options: SqliteOptions = {}) {
    if (file === ":memory:") this.#folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-"));
    this.file = this.#folder === undefined ? resolve(file) : join(this.#folder, "memory.db");
    this.#options = { durability: "process", busyTimeout: 10_000, ...options };
    mkdirSync(dirname(this.file), { recursive: true });
  }

  acquire(): DatabaseSyncInstance {
    if (this.#closed) throw new Error(`${this.file} was closed`);
    return this.#idle.pop() ?? this.#connect();
  }

  release(database: DatabaseSyncInstance): void {
    if (this.#closed || this.#idle.length >= 4 || this.#once.has(database)) this.#shut(database);
    else this.#idle.push(database);
  }

  /** What `work` does with a connection of its own, at once. @throws TandemError `sqlite/unusable` where the file is what fails */
  use<T>(work: (database: DatabaseSyncInstance) => T): T {
    const database = this.acquire();
    try {
      return work(database);
    } catch (error) {
      throw fileError(this.file, error);
    } finally {
      this.release(database);
    }
  }

  /** The same in one transaction: all of it or nothing. One that writes is "immediate", within {@link exclusively}. */
  transaction<T>(mode: "immediate" | "deferred", work: (database: DatabaseSyncInstance) => T): T {
    return this.use((database) => inTransaction(database, mode, () => work(database)));
  }

  /** Rows of a reading statement: for look-ups so small that a query builder would take longer. */
  read<R>(text: string, parameters: readonly unknown[]): readonly R[] {
    return this.use((database) => preparedIn(database, text).statement.all(...bindable(parameters)) as R[]);
  }

  /**
   * Runs `write` when no other writer of this process is at this file.
   * @throws TandemError `sqlite/unusable` where the file is what fails
   */
  async exclusively<T>(write: () => Promise<T> | T): Promise<T> {
    const unlock = await this.lock();
    try {
      return await write();
    } catch (error) {
      throw fileError(this.file, error);
    } finally {
      unlock();
    }
  }

  /** Waits for this process's turn to write to this file; call what it gives when done. */
  async lock(): Promise<() => void> {
    const before = writers.get(this.file) ?? Promise.resolve();
    let unlock = () => {};
    const mine = new Promise<void>((done) => (unlock = done));
    const turn = before.then(() => mine);
    writers.set(this.file, turn);
    await before;
    return () => {
      unlock();
      if (writers.get(this.file) === turn) writers.delete(this.file);
    };
  }

  /** What is in the log of changes is moved to the file itself, so that it is whole alone, unless another process is at it. */
  close(): void {
    this.#closed = true;
    this.#checkpoint();
    for (const database of [...this.#open]) this.#shut(database);
    this.#idle.length = 0;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @throws TandemError `sqlite/unusable` */
  #connect(): DatabaseSyncInstance {
    let database: DatabaseSyncInstance | undefined;
    try {
      database = new DatabaseSync(this.file);
      database.exec(`pragma busy_timeout = ${this.#options.busyTimeout}`);
      turnToWal(database, this.#options.busyTimeout);
      database.exec(`pragma synchronous = ${this.#options.durability === "power" ? "full" : "normal"}`);
      database.exec("pragma foreign_keys = on");
    } catch (error) {
      database?.close();
      database = openUnchanging(this.file, error);
      if (!database) throw fileError(this.file, error);
      this.#once.add(database);
    }
    this.#open.add(database);
    return database;
  }

  #checkpoint(): void {
    const database = this.#idle.at(-1);
    if (!database || this.#folder !== undefined) return;
    try {
      database.exec("pragma busy_timeout = 0");
      database.exec("pragma wal_checkpoint(truncate)");
    } catch {
      // what was committed is safe in the log, and the next to open the file goes on with it
    }
  }

  #shut(database: DatabaseSyncInstance): void {
    if (!this.#open.delete(database)) return;
    forgetPrepared(database);
    database.close();
  }
}

/**
 * Where several processes turn a new file to WAL at once, SQLite refuses one of them without waiting for its busy
 * time-out, as none would give way; so it is tried again for that long.
 */
function turnToWal(database: DatabaseSyncInstance, patience: number): void {
  const last = performance.now() + patience;
  for (;;) {
    try {
      return database.exec("pragma journal_mode = wal");
    } catch (error) {
      const { sqliteCode = 0 } = (error ?? {}) as { readonly sqliteCode?: number };
      if ((sqliteCode & 0xff) !== SQLITE_BUSY || performance.now() > last) throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

const SQLITE_BUSY = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** The last writer in line for each file of this process. */
const writers = new Map<string, Promise<void>>();
