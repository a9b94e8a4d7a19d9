import { TandemError } from "@tandem/core";
import type { RegistryDatabase } from "./database.ts";
import { lockModel, type Models, type RegisteredModel } from "./models.ts";
import { oneVersion, wholeVersion } from "./one-version.ts";
import { checkModelName, parseReference, type Selector } from "./names.ts";
import { needRun } from "./runs.ts";
import type { Tables, VersionTable } from "./tables.ts";
import { checkCount, checkTags } from "./values.ts";

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

export interface VersionPage {
  /** Versions below this number. */
  readonly before?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** Models and their versions. */
export class Versions {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly catalog: Models,
  ) {}

  /** A new version of a model; the model is made with its first. @throws TandemError `registry/bad-name`, `registry/no-such-run` */
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
    checkModelName(model);
    checkTags(tags);
    const number = await this.database.write(async (db) => {
      if (run !== undefined) await needRun(db, run);
      await lockModel(db, model, now);
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
    if ("alias" in selector && selector.alias !== "latest") return this.atAlias(model, selector.alias);
    return this.get(model, await this.numberOf(model, selector));
  }

  /** @throws TandemError `registry/no-such-model`, `registry/no-such-alias` */
  async atAlias(model: string, alias: string): Promise<RegisteredVersion> {
    const found = await oneVersion(this.database, model, { alias });
    return found ? wholeVersion(found) : this.get(model, await this.numberOf(model, { alias }));
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
    await this.catalog.get(model);
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
    const found = Number.isSafeInteger(number) ? await oneVersion(this.database, model, { number }) : undefined;
    if (found) return wholeVersion(found);
    await this.catalog.get(model);
    throw new TandemError("registry/no-such-version", { model, version: String(number) });
  }

  /** Newest first. @throws TandemError `registry/no-such-model` */
  async list(model: string, { before, limit = 100 }: VersionPage = {}): Promise<readonly RegisteredVersion[]> {
    checkCount("limit", limit);
    await this.catalog.get(model);
    let query = this.database.db
      .selectFrom("versions")
      .selectAll()
      .where("model", "=", model)
      .where("state", "=", "active");
    if (before !== undefined) query = query.where("number", "<", before);
    return this.describe(await query.orderBy("number", "desc").limit(limit).execute());
  }

  /** Those that have a tag, newest first. */
  async tagged(model: string, tag: string): Promise<readonly RegisteredVersion[]> {
    const { db } = this.database;
    const numbers = db.selectFrom("version_tags").select("number").where("model", "=", model).where("key", "=", tag);
    return this.describe(
      await db
        .selectFrom("versions")
        .selectAll()
        .where("model", "=", model)
        .where("state", "=", "active")
        .where("number", "in", numbers)
        .orderBy("number", "desc")
        .execute(),
    );
  }

  /** All models, by name. */
  models(): Promise<readonly RegisteredModel[]> {
    return this.catalog.list();
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

  /**
   * Takes a version out of use, whatever its age; its number is never given again and its artifact stays where it is.
   * @throws TandemError `registry/in-use` while an alias points at it
   */
  async delete(model: string, number: number): Promise<void> {
    const { aliases } = await this.get(model, number);
    const by = aliases.map((alias) => `alias "${alias}" points at it`).join(" and ");
    if (by) throw new TandemError("registry/in-use", { model, version: String(number), by });
    await this.database.db
      .updateTable("versions")
      .set({ state: "deleted", updated: Date.now() })
      .where("model", "=", model)
      .where("number", "=", number)
      .where((from) =>
        from.not(
          from.exists(
            from.selectFrom("aliases").select("alias").where("model", "=", model).where("number", "=", number),
          ),
        ),
      )
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
    checkTags(tags);
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
    const aliasesOf = new Map<number, string[]>();
    for (const { number, alias } of aliases)
      aliasesOf.set(Number(number), [...(aliasesOf.get(Number(number)) ?? []), alias]);
    const tagsOf = new Map<number, [string, string][]>();
    for (const { number, key, value } of tags)
      (tagsOf.get(Number(number)) ?? tagsOf.set(Number(number), []).get(Number(number))!).push([key, value]);
    return rows.map((row) =>
      wholeVersion({
        row,
        tags: tagsOf.get(Number(row.number)) ?? [],
        aliases: aliasesOf.get(Number(row.number)) ?? [],
      }),
    );
  }
}
