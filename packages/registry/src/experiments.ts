import { TandemError } from "@tandem/core";
import type { RegistryDatabase } from "./database.ts";
import { checkName } from "./names.ts";
import type { State, Tables } from "./tables.ts";
import type { Selectable } from "kysely";

/** What runs are grouped by. */
export interface Experiment {
  readonly id: number;
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  readonly state: State;
  readonly tags: Readonly<Record<string, string>>;
}

export class Experiments {
  constructor(private readonly database: RegistryDatabase) {}

  /** @throws TandemError `registry/experiment-exists`, `registry/bad-name` */
  async create(name: string, tags: Readonly<Record<string, string>> = {}): Promise<Experiment> {
    checkName("name of an experiment", name);
    const now = Date.now();
    const made = await this.database.db
      .insertInto("experiments")
      .values({ name, created: now, updated: now, state: "active", tags: JSON.stringify(tags) })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0)
      throw new TandemError("registry/experiment-exists", { experiment: name });
    return (await this.named(name))!;
  }

  async named(name: string): Promise<Experiment | undefined> {
    const row = await this.database.db
      .selectFrom("experiments")
      .selectAll()
      .where("name", "=", name)
      .executeTakeFirst();
    return row && experimentOf(row);
  }

  /** @throws TandemError `registry/no-such-experiment` */
  async get(id: number): Promise<Experiment> {
    const row = await this.database.db.selectFrom("experiments").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row) throw new TandemError("registry/no-such-experiment", { experiment: String(id) });
    return experimentOf(row);
  }

  /** Newest first. */
  async list(): Promise<readonly Experiment[]> {
    return (await this.database.db.selectFrom("experiments").selectAll().orderBy("id", "desc").execute()).map(
      experimentOf,
    );
  }

  /** An experiment is deleted and restored with its runs. @throws TandemError `registry/no-such-experiment`, `registry/experiment-exists` */
  async update(
    id: number,
    change: { readonly name?: string; readonly state?: State; readonly tags?: Readonly<Record<string, string>> },
  ): Promise<void> {
    const { name, state, tags } = change;
    if (name !== undefined) checkName("name of an experiment", name);
    await this.get(id);
    const holder = name === undefined ? undefined : await this.named(name);
    if (holder && holder.id !== id) throw new TandemError("registry/experiment-exists", { experiment: holder.name });
    await this.database.write(async (db) => {
      await db
        .updateTable("experiments")
        .set({
          updated: Date.now(),
          ...(name === undefined ? {} : { name }),
          ...(state === undefined ? {} : { state }),
          ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
        })
        .where("id", "=", id)
        .execute();
      if (state !== undefined) await db.updateTable("runs").set({ state }).where("experiment", "=", id).execute();
    });
  }
}

function experimentOf(row: Selectable<Tables["experiments"]>): Experiment {
  return {
    ...row,
    id: Number(row.id),
    created: Number(row.created),
    updated: Number(row.updated),
    tags: JSON.parse(row.tags) as Record<string, string>,
  };
}
