import type { RegistryDatabase } from "./database.ts";
import { holdModel } from "./models.ts";
import { readVersions, which } from "./read-versions.ts";
import type { RegisteredVersion } from "./version.ts";
import type { Versions } from "./versions.ts";

export interface GarbageOptions {
  /** Newest versions of each model that stay, whatever else. Default 5. */
  readonly keep?: number;
  /** Only versions made before this time (epoch milliseconds) may go. Default now. */
  readonly before?: number;
  readonly models?: readonly string[];
}

/**
 * Versions that nothing needs: no alias points at them or ever did (a roll-back may go there), no predictions were made
 * with them, no version was made from them, and they are not among the newest. The runs they came from stay.
 */
export async function findGarbage(
  database: RegistryDatabase,
  versions: Versions,
  options: GarbageOptions = {},
): Promise<readonly RegisteredVersion[]> {
  const { keep = 5, before = Date.now() } = options;
  const names = options.models ?? (await versions.models()).map(({ name }) => name);
  const garbage: RegisteredVersion[] = [];
  for (const model of names) {
    const needed = await neededNumbers(database, model);
    const newest = await versions.list(model, { limit: keep });
    for (const { number } of newest) needed.add(number);
    const old = await readVersions(database, model, which.madeBefore(before));
    garbage.push(...old.filter(({ number }) => !needed.has(number)).reverse());
  }
  return garbage;
}

/** Forgets versions that are garbage still; gives those whose artifacts no other version needs, to be deleted from their stores. */
export async function forgetVersions(
  database: RegistryDatabase,
  doomed: readonly RegisteredVersion[],
): Promise<readonly RegisteredVersion[]> {
  const unneeded: RegisteredVersion[] = [];
  for (const version of doomed) {
    const { model, number, artifact } = version;
    await database.write(async (db) => {
      await holdModel(db, model);
      if ((await neededNumbers(database, model, db)).has(number)) return;
      await db
        .updateTable("versions")
        .set({ state: "deleted", updated: Date.now() })
        .where("model", "=", model)
        .where("number", "=", number)
        .execute();
      const twin = await db
        .selectFrom("versions") // of any model: one package may be registered under several names
        .select("number")
        .where("artifact", "=", artifact)
        .where("store", "=", version.store)
        .where("state", "=", "active")
        .executeTakeFirst();
      if (!twin) unneeded.push(version);
    });
  }
  return unneeded;
}

async function neededNumbers(
  database: RegistryDatabase,
  model: string,
  db: Pick<RegistryDatabase["db"], "selectFrom"> = database.db,
): Promise<Set<number>> {
  const [aliased, moved, predicted, parents] = await Promise.all([
    db.selectFrom("aliases").select("number").where("model", "=", model).execute(),
    db
      .selectFrom("alias_history")
      .select("to_number as number")
      .where("model", "=", model)
      .where("to_number", "is not", null)
      .execute(),
    db.selectFrom("predictions").select("number").distinct().where("model", "=", model).execute(),
    db.selectFrom("version_parents").select("parent").where("parent", "like", `${model}@%`).execute(),
  ]);
  const numbers = [...aliased, ...moved, ...predicted].map(({ number }) => Number(number));
  return new Set([...numbers, ...parents.map(({ parent }) => Number(parent.slice(model.length + 1)))]);
}
