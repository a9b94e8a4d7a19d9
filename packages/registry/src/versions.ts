import { TandemError } from "@tandem/core";
import type { Kysely, Transaction } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import { parseReference, type Selector } from "./names.ts";
import type { Tables, VersionTable } from "./tables.ts";

export interface NewVersion {
  readonly model: string;
  /** The version that core's saveModel gave: the digest of all that was learned. */
  readonly artifact: string;
  /** The storage that holds it, like "fs/blob/models". */
  readonly store: string;
  readonly run?: string;
  readonly author?: string;
  readonly description?: string;
  /** Where the artifact came from, when not from a run here. */
  readonly source?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** What it was made from: `{ kind: "warm-start", parent: "churn@3" }`, `{ kind: "data", parent: "<snapshot>" }`. */
  readonly parents?: readonly Parent[];
}
export interface Parent {
  readonly kind: string;
  readonly parent: string;
}

export interface RegisteredVersion {
  readonly model: string;
  /** Counts from 1 within its model; a number is never given twice. */
  readonly number: number;
  readonly artifact: string;
  readonly store: string;
  readonly run?: string;
  readonly created: number;
  readonly updated: number;
  readonly author: string;
  readonly description: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

export interface RegisteredModel {
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface VersionPage {
  /** Versions below this number. */
  readonly before?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** Models and their versions. */
export class Versions {
  constructor(private readonly database: RegistryDatabase) {}

  /** A new version of a model; the model is made with its first. */
  async register(version: NewVersion): Promise<RegisteredVersion> {
    const now = Date.now();
    const {
      model,
      artifact,
      store,
      run,
      author = "",
      description = "",
      source = "",
      tags = {},
      parents = [],
    } = version;
    const number = await this.database.write(async (db) => {
      await this.#lockModel(db, model, now);
      const last = await db
        .selectFrom("versions")
        .select((from) => from.fn.max("number").as("number"))
        .where("model", "=", model)
        .executeTakeFirst();
      const number = Number(last?.number ?? 0) + 1;
      await db
        .insertInto("versions")
        .values({
          model,
          number,
          artifact,
          store,
          run: run ?? null,
          created: now,
          updated: now,
          author,
          description,
          source,
        })
        .execute();
      for (const [key, value] of Object.entries(tags))
        await db.insertInto("version_tags").values({ model, number, key, value }).execute();
      for (const { kind, parent } of parents)
        await db.insertInto("version_parents").values({ model, number, kind, parent }).execute();
      return number;
    });
    return this.get(model, number);
  }

  /** What `churn@3`, `churn@champion`, `churn@latest` or `churn@a1b2c3` names. @throws TandemError `registry/no-such-*`, `registry/bad-reference` */
  async resolve(reference: string): Promise<RegisteredVersion> {
    const { model, selector } = parseReference(reference);
    return this.get(model, await this.numberOf(model, selector));
  }

  async numberOf(model: string, selector: Selector): Promise<number> {
    const { db } = this.database;
    if ("number" in selector) return selector.number;
    const active = db
      .selectFrom("versions")
      .select("number")
      .where("model", "=", model)
      .where("state", "=", "active")
      .orderBy("number", "desc");
    const row =
      "artifact" in selector
        ? await active.where("artifact", "like", `${selector.artifact}%`).executeTakeFirst()
        : selector.alias === "latest"
          ? await active.executeTakeFirst()
          : await db
              .selectFrom("aliases")
              .select("number")
              .where("model", "=", model)
              .where("alias", "=", selector.alias)
              .executeTakeFirst();
    if (row) return Number(row.number);
    await this.#needModel(model);
    if ("artifact" in selector)
      throw new TandemError("registry/no-such-version", { model, version: selector.artifact });
    const known = await db.selectFrom("aliases").select("alias").where("model", "=", model).orderBy("alias").execute();
    throw new TandemError("registry/no-such-alias", {
      model,
      alias: selector.alias,
      known: known.map(({ alias }) => alias),
    });
  }

  /** @throws TandemError `registry/no-such-model`, `registry/no-such-version` */
  async get(model: string, number: number): Promise<RegisteredVersion> {
    const row = await this.database.db
      .selectFrom("versions")
      .selectAll()
      .where("model", "=", model)
      .where("number", "=", number)
      .where("state", "=", "active")
      .executeTakeFirst();
    if (row) return (await this.describe([row]))[0]!;
    await this.#needModel(model);
    throw new TandemError("registry/no-such-version", { model, version: String(number) });
  }

  /** Newest first. @throws TandemError `registry/no-such-model` */
  async list(model: string, { before, limit = 100 }: VersionPage = {}): Promise<readonly RegisteredVersion[]> {
    await this.#needModel(model);
    let query = this.database.db
      .selectFrom("versions")
      .selectAll()
      .where("model", "=", model)
      .where("state", "=", "active");
    if (before !== undefined) query = query.where("number", "<", before);
    return this.describe(await query.orderBy("number", "desc").limit(limit).execute());
  }

  /** All models, by name. */
  async models(): Promise<readonly RegisteredModel[]> {
    const rows = await this.database.db.selectFrom("models").selectAll().orderBy("name").execute();
    return rows.map((row) => ({
      ...row,
      created: Number(row.created),
      updated: Number(row.updated),
      tags: JSON.parse(row.tags) as Record<string, string>,
    }));
  }

  /** A model without versions yet. @throws TandemError `registry/model-exists` */
  async createModel(
    name: string,
    {
      description = "",
      tags = {},
    }: { readonly description?: string; readonly tags?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const now = Date.now();
    const made = await this.database.db
      .insertInto("models")
      .values({ name, created: now, updated: now, description, tags: JSON.stringify(tags) })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0)
      throw new TandemError("registry/model-exists", { model: name });
  }

  /** @throws TandemError `registry/no-such-model` */
  async describeModel(
    name: string,
    change: { readonly description?: string; readonly tags?: Readonly<Record<string, string>> },
  ): Promise<void> {
    await this.#needModel(name);
    const { description, tags } = change;
    await this.database.db
      .updateTable("models")
      .set({
        updated: Date.now(),
        ...(description === undefined ? {} : { description }),
        ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
      })
      .where("name", "=", name)
      .execute();
  }

  async describeVersion(model: string, number: number, description: string): Promise<void> {
    await this.get(model, number);
    await this.database.db
      .updateTable("versions")
      .set({ description, updated: Date.now() })
      .where("model", "=", model)
      .where("number", "=", number)
      .execute();
  }

  async deleteTag(model: string, number: number, key: string): Promise<void> {
    await this.get(model, number);
    await this.database.db
      .deleteFrom("version_tags")
      .where("model", "=", model)
      .where("number", "=", number)
      .where("key", "=", key)
      .execute();
  }

  async setTags(model: string, number: number, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.get(model, number);
    await this.database.write(async (db) => {
      for (const [key, value] of Object.entries(tags))
        await db
          .insertInto("version_tags")
          .values({ model, number, key, value })
          .onConflict((conflict) => conflict.columns(["model", "number", "key"]).doUpdateSet({ value }))
          .execute();
    });
  }

  async describe(
    rows: readonly VersionTable[] | readonly Omit<VersionTable, "state">[],
  ): Promise<readonly RegisteredVersion[]> {
    if (rows.length === 0) return [];
    const { db } = this.database;
    const { model } = rows[0]!;
    const numbers = rows.map(({ number }) => Number(number));
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const within = <T extends "version_tags" | "aliases">(table: T) =>
      db
        .selectFrom(table as "aliases")
        .selectAll()
        .where("model", "=", model)
        .where("number", ">=", low)
        .where("number", "<=", high)
        .execute();
    const [tags, aliases] = await Promise.all([
      within("version_tags") as unknown as Promise<Tables["version_tags"][]>,
      within("aliases"),
    ]);
    const tagsOf = new Map<number, [string, string][]>();
    for (const { number, key, value } of tags)
      (tagsOf.get(Number(number)) ?? tagsOf.set(Number(number), []).get(Number(number))!).push([key, value]);
    return rows.map((row) => ({
      model: row.model,
      number: Number(row.number),
      artifact: row.artifact,
      store: row.store,
      ...(row.run === null ? {} : { run: row.run }),
      created: Number(row.created),
      updated: Number(row.updated),
      author: row.author,
      description: row.description,
      source: row.source,
      tags: Object.fromEntries(tagsOf.get(Number(row.number)) ?? []),
      aliases: aliases
        .filter(({ number }) => Number(number) === Number(row.number))
        .map(({ alias }) => alias)
        .sort(),
    }));
  }

  /** Makes the model where it is new and holds it until the end of the transaction. */
  async #lockModel(db: Transaction<Tables>, name: string, now: number): Promise<void> {
    await db
      .insertInto("models")
      .values({ name, created: now, updated: now, description: "", tags: "{}" })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ updated: now }))
      .execute();
  }

  async #needModel(model: string, db: Kysely<Tables> = this.database.db): Promise<void> {
    if (await db.selectFrom("models").select("name").where("name", "=", model).executeTakeFirst()) return;
    const known = await db.selectFrom("models").select("name").orderBy("name").execute();
    throw new TandemError("registry/no-such-model", { model, known: known.map(({ name }) => name) });
  }
}
