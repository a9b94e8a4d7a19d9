import { resolve } from "node:path";
import type { SampleSource } from "@tandem/app";
import { TandemError, type AnyModelPackage } from "@tandem/core";
import type { SourceRows } from "../config/config-schema.ts";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";

type Opened = SampleSource<unknown, unknown>;

/**
 * A source of tandem.yaml, read by the schemas of the model that asks, or one of a catalog file, read by its own.
 * @param copy a file to read in place of the source's own, under the same name
 * @throws TandemError `config/missing-variable`, `config/bad-source`, and what @tandem/data throws
 */
export async function openSource(
  config: Config,
  name: string,
  pkg: AnyModelPackage,
  env: NodeJS.ProcessEnv,
  copy?: string,
): Promise<Opened> {
  const entry = fromEnvironment(config.sources[name]!, { file: config.file, key: `sources.${name}` }, env);
  if (!("catalog" in entry)) return openRows(config, name, entry, pkg, copy);
  const { openCatalog } = await import("@tandem/data");
  const catalog = await openCatalog(resolve(config.root, entry.catalog), { env });
  return (await catalog.open(entry.name ?? name)) as unknown as Opened;
}

async function openRows(
  { file, root }: Config,
  source: string,
  entry: SourceRows,
  pkg: AnyModelPackage,
  copy: string | undefined,
): Promise<Opened> {
  const { kind, location, description: _, label, query, queryFile, parameters, ...rest } = entry;
  const refuse = (reason: string) => new TandemError("config/bad-source", { file, source, kind, reason });
  const data = await import("@tandem/data");
  const options = {
    ...rest,
    name: location ?? source,
    schema: pkg.sample,
    ...(label === undefined ? {} : { label: { column: label, schema: pkg.label } }),
  };
  const path = (what: string | undefined) => {
    if (what === undefined) throw refuse("it needs a location");
    return copy ?? resolve(root, what);
  };
  if (kind === "csv" || kind === "ndjson" || kind === "json" || kind === "parquet") {
    const open = { csv: data.csvSource, ndjson: data.ndjsonSource, json: data.jsonSource, parquet: data.parquetSource }[
      kind
    ];
    return (open as (file: string, given: object) => unknown)(path(location), options) as Opened;
  }
  if ((query === undefined) === (queryFile === undefined)) throw refuse("it needs either a query or a queryFile");
  if (kind === "postgres" && location === undefined) throw refuse("it needs the URL of the database as its location");
  const database =
    kind === "postgres"
      ? data.postgresDatabase(location!)
      : kind === "sqlite"
        ? data.sqliteDatabase(path(location))
        : data.duckdbDatabase(location === undefined ? ":memory:" : path(location));
  return data.sqlSource(database, query ?? { file: path(queryFile) }, {
    ...options,
    name: source,
    ...(parameters ? { parameters } : {}),
  } as never) as unknown as Opened;
}
