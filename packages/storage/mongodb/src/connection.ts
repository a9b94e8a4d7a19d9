import { TandemError } from "@tandem/core";
import type { ClientSession, Collection, Db, MongoClient } from "mongodb";
import { reachedError } from "./failures.ts";

export interface MongodbOptions {
  /** The database, where the URL names none. Default "tandem". */
  readonly database?: string;
  /** Milliseconds to find a server before giving up. Default 5,000. */
  readonly connectTimeout?: number;
  /** Milliseconds without an answer before a command fails. Default 60,000. */
  readonly commandTimeout?: number;
  /** Most connections at once. Default 8. */
  readonly connections?: number;
}

/** A document as the server holds it: `_id` is text here, always. */
export interface Held {
  readonly _id: string;
  readonly [field: string]: unknown;
}

interface Opened {
  readonly client: MongoClient;
  readonly db: Db;
  /** Whether several documents can be written in one transaction: by members of a replica set, not by a server alone. */
  transactional: boolean;
}

/** One client for one URL, opened with first use; the package `mongodb` is not loaded before. */
export class MongodbConnection {
  #opened: Promise<Opened> | undefined;

  constructor(
    private readonly url: string,
    private readonly options: MongodbOptions = {},
  ) {}

  /** Asks the server for something of a collection; what cannot be reached is `storage/unavailable`. */
  async ask<T>(collection: string, work: (held: Collection<Held>) => Promise<T>): Promise<T> {
    const { db } = await this.#open();
    return reached(() => work(db.collection<Held>(collection)));
  }

  /** What a query gives, one after the other. */
  async *each<T>(collection: string, find: (held: Collection<Held>) => AsyncIterable<T>): AsyncIterable<T> {
    const { db } = await this.#open();
    try {
      yield* find(db.collection<Held>(collection));
    } catch (error) {
      throw reachedError(error);
    }
  }

  /**
   * Writes many documents: in one transaction where the server has them. `work` is given no session where it has not, and
   * may run again after a passing conflict.
   */
  async together<T>(
    collection: string,
    work: (held: Collection<Held>, session: ClientSession | undefined) => Promise<T>,
  ): Promise<T> {
    const { client, db, transactional } = await this.#open();
    const held = db.collection<Held>(collection);
    if (!transactional) return reached(() => work(held, undefined));
    return reached(() => client.withSession((session) => session.withTransaction(() => work(held, session))));
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.then(
      ({ client }) => client.close(),
      () => undefined,
    );
  }

  #open(): Promise<Opened> {
    return (this.#opened ??= this.#connect().catch((error: unknown) => {
      this.#opened = undefined;
      throw reachedError(error);
    }));
  }

  async #connect(): Promise<Opened> {
    const { MongoClient } = await import("mongodb").catch((cause: unknown) => {
      throw new TandemError(
        "storage/unavailable",
        { technology: "mongodb", reason: "its driver is not installed: npm install mongodb" },
        { cause },
      );
    });
    const { connectTimeout = 5_000, commandTimeout = 60_000, connections = 8, database = "tandem" } = this.options;
    const client = new MongoClient(this.url, {
      appName: "tandem",
      serverSelectionTimeoutMS: connectTimeout,
      socketTimeoutMS: commandTimeout,
      maxPoolSize: connections,
      writeConcern: { w: "majority" },
    });
    const opened = { client, db: client.db(databaseOf(this.url) ?? database), transactional: false };
    client.on("serverDescriptionChanged", ({ newDescription: { type } }) => {
      if (type === "RSPrimary" || type === "Mongos") opened.transactional = true;
      if (type === "Standalone") opened.transactional = false;
    });
    try {
      await client.connect();
    } catch (error) {
      await client.close();
      throw error;
    }
    return opened;
  }
}

async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw reachedError(error);
  }
}

/** The path of a connection string, which may name several hosts and so is no URL. */
function databaseOf(url: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
  return name === undefined ? undefined : decodeURIComponent(name);
}
