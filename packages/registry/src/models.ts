import { TandemError } from "@tandem/core";
import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { ChangeReason } from "./changes.ts";
import type { RegistryDatabase } from "./database.ts";
import { checkModelName } from "./names.ts";
import type { Tables } from "./tables.ts";

export interface RegisteredModel {
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ModelDescription {
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The models that versions belong to. */
export class Models {
  constructor(private readonly database: RegistryDatabase) {}

  /** All models, by name. */
  async list(): Promise<readonly RegisteredModel[]> {
    const { db } = this.database;
    return (await db.selectFrom("models").selectAll().where("state", "=", "active").orderBy("name").execute()).map(
      modelOf,
    );
  }

  /** @throws TandemError `registry/no-such-model` */
  async get(name: string): Promise<RegisteredModel> {
    const { db } = this.database;
    const row = await db
      .selectFrom("models")
      .selectAll()
      .where("name", "=", name)
      .where("state", "=", "active")
      .executeTakeFirst();
    if (row) return modelOf(row);
    const known = (await this.list()).map((model) => model.name);
    throw new TandemError("registry/no-such-model", { model: name, known });
  }

  /** A model without versions yet; one that was deleted comes back empty. @throws TandemError `registry/model-exists`, `registry/bad-name` */
  async create(name: string, { description = "", tags = {} }: ModelDescription = {}): Promise<void> {
    checkModelName(name);
    const now = Date.now();
    const fresh = { created: now, updated: now, description, tags: JSON.stringify(tags), state: "active" as const };
    const made = await this.database.db
      .insertInto("models")
      .values({ name, ...fresh })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(fresh).where("models.state", "=", "deleted"))
      .executeTakeFirst();
    if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0)
      throw new TandemError("registry/model-exists", { model: name });
  }

  /** @throws TandemError `registry/no-such-model` */
  async describe(name: string, { description, tags }: ModelDescription): Promise<void> {
    await this.get(name);
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

  /**
   * Takes a model and all its versions out of use. Their runs, lineage and the history of aliases stay, and numbers are
   * never given again. @throws TandemError `registry/no-such-model`
   */
  async delete(name: string, { author, why }: ChangeReason): Promise<void> {
    await this.get(name);
    const now = Date.now();
    await this.database.write(async (db) => {
      await db.updateTable("models").set({ state: "deleted", updated: now }).where("name", "=", name).execute();
      const aliases = await db.selectFrom("aliases").selectAll().where("model", "=", name).execute();
      for (const { alias, number } of aliases)
        await db
          .insertInto("alias_history")
          .values({ model: name, alias, from_number: number, to_number: null, at: now, author, why })
          .execute();
      await db.deleteFrom("aliases").where("model", "=", name).execute();
      await db.updateTable("versions").set({ state: "deleted", updated: now }).where("model", "=", name).execute();
    });
  }

  /** Everything that belongs to the model goes with it. @throws TandemError `registry/no-such-model`, `registry/model-exists` */
  async rename(name: string, to: string): Promise<void> {
    checkModelName(to);
    const { created, description, tags } = await this.get(name);
    if (to === name) return;
    await this.database.write(async (db) => {
      if (await db.selectFrom("models").select("name").where("name", "=", to).executeTakeFirst())
        throw new TandemError("registry/model-exists", { model: to });
      const values = { name: to, created, updated: Date.now(), description, tags: JSON.stringify(tags) };
      await db
        .insertInto("models")
        .values({ ...values, state: "active" })
        .execute();
      await moveVersions(db, name, to);
      await db.deleteFrom("models").where("name", "=", name).execute();
    });
  }
}

/** Rows that others refer to are copied, those others are pointed at the copies, and the old ones go. */
async function moveVersions(db: Transaction<Tables>, from: string, to: string): Promise<void> {
  const columns = sql.raw("number, artifact, store, run, created, updated, author, description, source, state");
  await sql`insert into versions (model, ${columns}) select ${sql.val(to)}, ${columns} from versions where model = ${from}`.execute(
    db,
  );
  for (const table of ["version_tags", "aliases", "alias_history", "version_parents", "predictions"] as const)
    await db
      .updateTable(table as "aliases")
      .set({ model: to })
      .where("model", "=", from)
      .execute();
  const prefix = `${from}@`;
  const parents = await db
    .selectFrom("version_parents")
    .select("parent")
    .distinct()
    .where("parent", ">=", prefix)
    .execute();
  for (const { parent } of parents.filter((row) => row.parent.startsWith(prefix)))
    await db
      .updateTable("version_parents")
      .set({ parent: `${to}@${parent.slice(prefix.length)}` })
      .where("parent", "=", parent)
      .execute();
  await db.deleteFrom("versions").where("model", "=", from).execute();
}

/** Makes the model where it is new, brings back a deleted one, and holds it until the end of the transaction. */
export async function lockModel(db: Kysely<Tables>, name: string, now: number): Promise<void> {
  await db
    .insertInto("models")
    .values({ name, created: now, updated: now, description: "", tags: "{}", state: "active" })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ updated: now, state: "active" }))
    .execute();
}

/** Holds the model until the end of the transaction: its aliases move, and its versions go, one after another. */
export async function holdModel(db: Kysely<Tables>, name: string): Promise<void> {
  await db.updateTable("models").set({ updated: Date.now() }).where("name", "=", name).execute();
}

function modelOf(row: Selectable<Tables["models"]>): RegisteredModel {
  return {
    name: row.name,
    created: Number(row.created),
    updated: Number(row.updated),
    description: row.description,
    tags: JSON.parse(row.tags) as Record<string, string>,
  };
}
