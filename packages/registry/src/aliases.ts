import { TandemError } from "@tandem/core";
import type { Transaction } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import type { AliasChange, ChangeReason } from "./changes.ts";
import { holdModel } from "./models.ts";
import { checkAlias } from "./names.ts";
import type { Tables } from "./tables.ts";
import type { RegisteredVersion } from "./version.ts";
import type { Versions } from "./versions.ts";

/** Names that move between versions, each move kept for good. */
export class Aliases {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly versions: Versions,
  ) {}

  /**
   * Points an alias at a version; where it points there already, nothing changes. With `from` only where it still points
   * there (null: at none), as others may move it too.
   * @throws TandemError `registry/bad-name`, `registry/no-such-version`, `registry/alias-moved`
   */
  async set(
    model: string,
    alias: string,
    number: number,
    reason: ChangeReason,
    { from }: { readonly from?: number | null } = {},
  ): Promise<void> {
    checkAlias(alias);
    await this.versions.get(model, number);
    await this.#move(model, alias, reason, (held) => {
      if (from === undefined || from === (held ?? null)) return number;
      throw new TandemError("registry/alias-moved", { model, alias, from, now: held ?? null });
    });
  }

  /** @throws TandemError `registry/no-such-alias` */
  async remove(model: string, alias: string, reason: ChangeReason): Promise<void> {
    await this.versions.numberOf(model, { alias });
    await this.#move(model, alias, reason, () => undefined);
  }

  /**
   * Points the alias back at the version it pointed at before the one it points at now. Rolling back again goes back
   * further: moves made by earlier roll-backs are stepped over.
   * @throws TandemError `registry/nothing-to-roll-back`, `registry/no-such-alias`
   */
  async rollback(model: string, alias: string, reason: ChangeReason): Promise<RegisteredVersion> {
    const now = await this.versions.numberOf(model, { alias });
    const stack: number[] = [];
    for (const { to } of await this.history(model, alias)) {
      if (to === undefined) stack.length = 0;
      else if (stack.at(-2) === to) stack.pop();
      else if (stack.at(-1) !== to) stack.push(to);
    }
    const before = stack.at(-2);
    if (before === undefined) throw new TandemError("registry/nothing-to-roll-back", { model, alias });
    await this.versions.get(model, before);
    await this.#move(model, alias, reason, (held) => (held === now ? before : held));
    return this.versions.get(model, before);
  }

  /** Where the aliases of a model point now, by name. */
  async of(model: string): Promise<readonly { readonly alias: string; readonly number: number }[]> {
    const { db } = this.database;
    const rows = await db.selectFrom("aliases").selectAll().where("model", "=", model).orderBy("alias").execute();
    return rows.map(({ alias, number }) => ({ alias, number: Number(number) }));
  }

  /** Every move of an alias, or of all aliases of a model, oldest first. */
  async history(model: string, alias?: string): Promise<readonly AliasChange[]> {
    let query = this.database.db.selectFrom("alias_history").selectAll().where("model", "=", model);
    if (alias !== undefined) query = query.where("alias", "=", alias);
    return (await query.orderBy("entry").execute()).map((row) => ({
      model: row.model,
      alias: row.alias,
      ...(row.from_number === null ? {} : { from: Number(row.from_number) }),
      ...(row.to_number === null ? {} : { to: Number(row.to_number) }),
      at: Number(row.at),
      author: row.author,
      why: row.why,
    }));
  }

  /** The version the alias pointed at at that time (epoch milliseconds); undefined where it pointed at none. */
  async at(model: string, alias: string, time: number): Promise<number | undefined> {
    const row = await this.database.db
      .selectFrom("alias_history")
      .select("to_number")
      .where("model", "=", model)
      .where("alias", "=", alias)
      .where("at", "<=", time)
      .orderBy("entry", "desc")
      .executeTakeFirst();
    return row?.to_number === null || row === undefined ? undefined : Number(row.to_number);
  }

  async #move(
    model: string,
    alias: string,
    { author, why }: ChangeReason,
    to: (held: number | undefined) => number | undefined,
  ): Promise<void> {
    await this.database.write(async (db) => {
      await holdModel(db, model);
      const row = await db
        .selectFrom("aliases")
        .select("number")
        .where("model", "=", model)
        .where("alias", "=", alias)
        .executeTakeFirst();
      const from = row && Number(row.number);
      const next = to(from);
      if (next === from) return;
      if (next !== undefined) await needVersion(db, model, next);
      if (next === undefined)
        await db.deleteFrom("aliases").where("model", "=", model).where("alias", "=", alias).execute();
      else
        await db
          .insertInto("aliases")
          .values({ model, alias, number: next })
          .onConflict((conflict) => conflict.columns(["model", "alias"]).doUpdateSet({ number: next }))
          .execute();
      await db
        .insertInto("alias_history")
        .values({ model, alias, from_number: from ?? null, to_number: next ?? null, at: Date.now(), author, why })
        .execute();
    });
  }
}

/** A version may have been deleted since it was looked at. @throws TandemError `registry/no-such-version` */
async function needVersion(db: Transaction<Tables>, model: string, number: number): Promise<void> {
  const held = db.selectFrom("versions").select("number").where("model", "=", model).where("number", "=", number);
  if (await held.where("state", "=", "active").executeTakeFirst()) return;
  throw new TandemError("registry/no-such-version", { model, version: String(number) });
}
