import type { Json } from "@tandem/core";
import type { RegistryDatabase } from "./database.ts";

/** A record of a kind the registry itself knows nothing of, kept for a protocol or tool that does. */
export interface Document {
  readonly kind: string;
  readonly id: string;
  /** What it belongs to. */
  readonly parent: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly body: Json;
}

export class Documents {
  constructor(private readonly database: RegistryDatabase) {}

  /** Writes a document, replacing the body of one that is there. */
  async put({
    kind,
    id,
    parent,
    body,
    created = Date.now(),
  }: Omit<Document, "created"> & { readonly created?: number }): Promise<void> {
    const text = JSON.stringify(body);
    await this.database.db
      .insertInto("documents")
      .values({ kind, id, parent, created, body: text })
      .onConflict((conflict) => conflict.columns(["kind", "id"]).doUpdateSet({ body: text }))
      .execute();
  }

  /** Replaces the body by what `next` makes of it, with nobody else in between; undefined where there is no such document. */
  change(kind: string, id: string, next: (body: Json) => Json): Promise<Document | undefined> {
    return this.database.write(async (db) => {
      let held = db.selectFrom("documents").selectAll().where("kind", "=", kind).where("id", "=", id);
      if (this.database.kind === "postgres") held = held.forUpdate();
      const row = await held.executeTakeFirst();
      if (!row) return undefined;
      const body = next(JSON.parse(row.body) as Json);
      await db
        .updateTable("documents")
        .set({ body: JSON.stringify(body) })
        .where("kind", "=", kind)
        .where("id", "=", id)
        .execute();
      return { ...row, created: Number(row.created), body };
    });
  }

  async get(kind: string, id: string): Promise<Document | undefined> {
    const row = await this.database.db
      .selectFrom("documents")
      .selectAll()
      .where("kind", "=", kind)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && { ...row, created: Number(row.created), body: JSON.parse(row.body) as Json };
  }

  /** Those of some parents, oldest first. */
  async list(kind: string, parents: readonly string[]): Promise<readonly Document[]> {
    if (parents.length === 0) return [];
    const rows = await this.database.db
      .selectFrom("documents")
      .selectAll()
      .where("kind", "=", kind)
      .where("parent", "in", parents)
      .orderBy("created")
      .orderBy("id")
      .execute();
    return rows.map((row) => ({ ...row, created: Number(row.created), body: JSON.parse(row.body) as Json }));
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.database.db.deleteFrom("documents").where("kind", "=", kind).where("id", "=", id).execute();
  }
}
