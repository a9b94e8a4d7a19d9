import type { Selectable } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import type { Tables } from "./tables.ts";
import type { RegisteredVersion } from "./versions.ts";

/** A version with its tags and aliases. */
export interface WholeVersion {
  readonly row: Omit<Selectable<Tables["versions"]>, "state">;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly aliases: readonly string[];
}

type Found = Selectable<Tables["versions"]> & {
  readonly tag_pairs: string | WholeVersion["tags"] | null;
  readonly alias_names: string | readonly string[] | null;
};

/** The version of that number or that an alias points at, in one statement; undefined where there is none in use. */
export async function oneVersion(
  { read, kind }: RegistryDatabase,
  model: string,
  which: { readonly number: number } | { readonly alias: string },
): Promise<WholeVersion | undefined> {
  const by = "number" in which ? "number" : "alias";
  const given = "number" in which ? [model, which.number] : [model, model, which.alias];
  const [found] = await read<Found>(STATEMENTS[kind][by], given);
  if (!found) return undefined;
  const { tag_pairs, alias_names, ...row } = found;
  return { row, tags: list(tag_pairs), aliases: list(alias_names) };
}

/** Written out, because building the statement anew would take longer than running it. */
const STATEMENTS = {
  sqlite: {
    number: statement("json_group_array(json_array(key, value))", "json_group_array(alias)", "?", "?"),
    alias: statement("json_group_array(json_array(key, value))", "json_group_array(alias)", "?", pointed("?", "?")),
  },
  postgres: {
    number: statement("json_agg(array[key, value])", "json_agg(alias)", "$1", "$2"),
    alias: statement("json_agg(array[key, value])", "json_agg(alias)", "$1", pointed("$2", "$3")),
  },
} as const;

function pointed(model: string, alias: string): string {
  return `(select number from aliases where model = ${model} and alias = ${alias})`;
}

function statement(pairs: string, names: string, model: string, number: string): string {
  const own = "model = versions.model and number = versions.number";
  return `select *, (select ${pairs} from version_tags where ${own}) as tag_pairs,
    (select ${names} from aliases where ${own}) as alias_names
    from versions where model = ${model} and number = ${number} and state = 'active'`;
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
