import { TandemError } from "@tandem/core";
import type { Pool, PoolClient, QueryResultRow } from "pg";

export interface PostgresOptions {
  /** Most connections at once. Default 8. */
  readonly connections?: number;
  /** Milliseconds to connect before giving up. Default 5,000. */
  readonly connectTimeout?: number;
  /** Milliseconds for one statement before the server cancels it. Default 60,000. */
  readonly statementTimeout?: number;
}

/** The type of bigint columns, which come as numbers here: nothing counted by Tandem reaches 2^53. */
const INT8 = 20;

/** A pool opened with first use; `pg` is not loaded before. */
export class PostgresConnection {
  #pool: Promise<Pool> | undefined;

  constructor(
    private readonly url: string,
    private readonly options: PostgresOptions = {},
  ) {}

  pool(): Promise<Pool> {
    return (this.#pool ??= this.#open());
  }

  async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    const pool = await this.pool();
    return this.#reached(async () => (await pool.query<R>(text, [...values])).rows);
  }

  /** Runs `work` in one transaction: all of it happens or none. */
  async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const pool = await this.pool();
    const client = await this.#reached(() => pool.connect());
    try {
      await client.query("begin");
      const result = await this.#reached(() => work(client));
      await this.#reached(() => client.query("commit"));
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** Gives what `work` yields while it reads one unchanging state of the database. */
  async *snapshot<T>(work: (client: PoolClient) => AsyncIterable<T>): AsyncIterable<T> {
    const pool = await this.pool();
    const client = await this.#reached(() => pool.connect());
    try {
      await client.query("begin isolation level repeatable read read only");
      yield* work(client);
    } finally {
      await client.query("rollback").catch(() => undefined);
      client.release();
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    if (pool) await (await pool).end();
  }

  async #open(): Promise<Pool> {
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({
      connectionString: this.url,
      max: this.options.connections ?? 8,
      connectionTimeoutMillis: this.options.connectTimeout ?? 5_000,
      statement_timeout: this.options.statementTimeout ?? 60_000,
      types: {
        getTypeParser: ((oid: number, format: "text") =>
          oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
      },
    });
    pool.on("error", () => undefined); // an idle connection was lost: the next query opens another
    pool.on("connect", (client) => void client.on("error", () => undefined)); // one in use: its next query says so
    return pool;
  }

  async #reached<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      throw new TandemError(
        "storage/unavailable",
        { technology: "postgres", reason: (error as Error).message },
        { cause: error },
      );
    }
  }
}

/** Connection exceptions are class 08, shutdowns 57P; the rest are the operating system's. */
function isUnreachable(error: unknown): boolean {
  const code = String((error as { readonly code?: unknown } | null)?.code ?? "");
  if (/^(08|57P|3D000|28)/.test(code) || /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND)/.test(code)) return true;
  return (
    error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(error.message)
  );
}
