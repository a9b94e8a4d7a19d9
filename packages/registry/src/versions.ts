import { TandemError } from "@tandem/core";
import type { RegistryDatabase } from "./database.ts";
import { holdModel, lockModel, type Models, type RegisteredModel } from "./models.ts";
import { checkModelName, parseReference, type Selector } from "./names.ts";
import { readVersions, which } from "./read-versions.ts";
import { needRun } from "./runs.ts";
import { checkCount, checkFilled, checkTags } from "./values.ts";
import type { NewVersion, RegisteredVersion, VersionPage } from "./version.ts";

/** Models and their versions. */
export class Versions {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly catalog: Models,
  ) {}

  /** A new version of a model; the model is made with its first. @throws TandemError `registry/bad-name`, `registry/bad-value`, `registry/no-such-run` */
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
    checkFilled("the artifact of a version", artifact);
    checkFilled("the store of a version", store);
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
    const [found] = await readVersions(this.database, model, which.alias(model, alias), 1);
    return found ?? this.get(model, await this.numberOf(model, { alias }));
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
    if (Number.isSafeInteger(number)) {
      const [found] = await readVersions(this.database, model, which.number(number), 1);
      if (found) return found;
    }
    await this.catalog.get(model);
    throw new TandemError("registry/no-such-version", { model, version: String(number) });
  }

  /** Newest first. @throws TandemError `registry/no-such-model` */
  async list(
    model: string,
    { before = Number.MAX_SAFE_INTEGER, limit = 100 }: VersionPage = {},
  ): Promise<readonly RegisteredVersion[]> {
    checkCount("limit", limit);
    const found = await readVersions(this.database, model, which.below(before), limit);
    if (found.length === 0) await this.catalog.get(model);
    return found;
  }

  /** Those that have a tag, newest first. */
  tagged(model: string, tag: string): Promise<readonly RegisteredVersion[]> {
    return readVersions(this.database, model, which.tagged(model, tag));
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
    await this.database.write(async (db) => {
      await holdModel(db, model);
      const aliased = db.selectFrom("aliases").select("number").where("model", "=", model);
      await db
        .updateTable("versions")
        .set({ state: "deleted", updated: Date.now() })
        .where("model", "=", model)
        .where("number", "=", number)
        .where("number", "not in", aliased)
        .execute();
    });
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
}
