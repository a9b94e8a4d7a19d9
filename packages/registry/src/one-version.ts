import { sql, type Selectable } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import type { Tables } from "./tables.ts";
import type { RegisteredVersion } from "./versions.ts";

/** A version with its tags and aliases. */
export interface WholeVersion {
  readonly row: Omit<Selectable<Tables["versions"]>, "state">;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly aliases: readonly string[];
}

/** The version of that number or that an alias points at, in one statement; undefined where there is none in use. */
export async function oneVersion(
  { db, kind }: RegistryDatabase,
  model: string,
  which: { readonly number: number } | { readonly alias: string },
): Promise<WholeVersion | undefined> {
  const pairs = kind === "sqlite" ? sql`json_group_array(json_array(key, value))` : sql`json_agg(array[key, value])`;
  const names = kind === "sqlite" ? sql`json_group_array(alias)` : sql`json_agg(alias)`;
  const own = sql`model = versions.model and number = versions.number`;
  const pointed = (alias: string) =>
    db.selectFrom("aliases").select("number").where("model", "=", model).where("alias", "=", alias);
  const found = await db
    .selectFrom("versions")
    .selectAll()
    .select([
      sql<string | WholeVersion["tags"] | null>`(select ${pairs} from version_tags where ${own})`.as("tag_pairs"),
      sql<string | readonly string[] | null>`(select ${names} from aliases where ${own})`.as("alias_names"),
    ])
    .where("model", "=", model)
    .where("number", "=", "number" in which ? which.number : pointed(which.alias))
    .where("state", "=", "active")
    .executeTakeFirst();
  if (!found) return undefined;
  const { tag_pairs, alias_names, ...row } = found;
  return { row, tags: list(tag_pairs), aliases: list(alias_names) };
}

export function wholeVersion({ row, tags, aliases }: WholeVersion): RegisteredVersion {
  return {
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
    tags: Object.fromEntries(tags),
    aliases: [...aliases].sort(),
  };
}

/** SQLite gives JSON as text; PostgreSQL parses it, and has null for nothing. */
function list<T>(given: string | readonly T[] | null): readonly T[] {
  return typeof given === "string" ? (JSON.parse(given) as readonly T[]) : (given ?? []);
}
