import type { RegistryDatabase } from "./database.ts";
import type { RegisteredVersion } from "./version.ts";

/** Which versions of a model: what is put after `and`, of which each `?` is one of the values. */
interface Which {
  readonly condition: string;
  readonly values: readonly unknown[];
}

export const which = {
  number: (number: number): Which => ({ condition: "number = ?", values: [number] }),
  alias: (model: string, alias: string): Which => ({
    condition: "number = (select number from aliases where model = ? and alias = ?)",
    values: [model, alias],
  }),
  below: (number: number): Which => ({ condition: "number < ?", values: [number] }),
  tagged: (model: string, key: string): Which => ({
    condition: "number in (select number from version_tags where model = ? and key = ?)",
    values: [model, key],
  }),
  madeBefore: (time: number): Which => ({ condition: "created < ?", values: [time] }),
};

/** Versions of one statement: more would keep others of this process waiting, and be a long text to hold. */
const PART = 10_000;

/** The versions in use of a model, newest first, with their tags and aliases. */
export async function readVersions(
  { read, kind }: RegistryDatabase,
  model: string,
  { condition, values }: Which,
  limit = Infinity,
): Promise<readonly RegisteredVersion[]> {
  const versions: RegisteredVersion[] = [];
  const text = statement(kind, condition);
  for (let last = Number.MAX_SAFE_INTEGER; versions.length < limit;) {
    const most = Math.min(PART, limit - versions.length);
    const [found] = await read<{ readonly versions: string | readonly Written[] | null }>(text, [
      model,
      ...values,
      last,
      most,
    ]);
    const part = listed(found!.versions);
    for (const written of part) versions.push(versionOf(model, written));
    if (part.length < most) break;
    last = versions.at(-1)!.number;
  }
  return versions;
}

type Written = readonly [
  number: number,
  artifact: string,
  store: string,
  run: string | null,
  created: number,
  updated: number,
  author: string,
  description: string,
  source: string,
  tags: readonly (readonly [key: string, value: string])[] | null,
  aliases: readonly string[] | null,
];

/** One JSON text for all rows: taking them from the driver column by column takes several times as long. */
function statement(kind: RegistryDatabase["kind"], condition: string): string {
  const own = "model = one.model and number = one.number";
  const columns = "number, artifact, store, run, created, updated, author, description, source";
  const found = `(select * from versions where model = ? and state = 'active' and ${condition} and number < ?
    order by number desc limit ?) as one`;
  if (kind === "sqlite")
    return `select json_group_array(json_array(${columns},
      json((select json_group_array(json_array(key, value)) from version_tags where ${own})),
      json((select json_group_array(alias order by alias) from aliases where ${own})))) as versions from ${found}`;
  let parameter = 0;
  return `select json_agg(json_build_array(${columns},
    (select json_agg(json_build_array(key, value)) from version_tags where ${own}),
    (select json_agg(alias order by alias) from aliases where ${own})) order by number desc) as versions
    from ${found}`.replaceAll("?", () => `$${++parameter}`);
}

function versionOf(model: string, written: Written): RegisteredVersion {
  const [number, artifact, store, run, created, updated, author, description, source, tags, aliases] = written;
  return {
    model,
    number,
    artifact,
    store,
    ...(run === null ? {} : { run }),
    created,
    updated,
    author,
    description,
    source,
    tags: Object.fromEntries(tags ?? []),
    aliases: aliases ?? [],
  };
}

/** SQLite gives JSON as text; PostgreSQL's driver parses it, and PostgreSQL has null for an empty list. */
function listed(given: string | readonly Written[] | null): readonly Written[] {
  return typeof given === "string" ? (JSON.parse(given) as readonly Written[]) : (given ?? []);
}
