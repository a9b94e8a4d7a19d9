import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TandemError, type Schema } from "@tandem/core";
import { csvSource } from "../csv/csv-source.ts";
import { parquetSource } from "../parquet/parquet-source.ts";
import { jsonSource } from "../records/json-source.ts";
import { ndjsonSource } from "../records/ndjson-source.ts";
import { schemaFromTableSchema, type TableField, type TableSchema } from "../schema/table-schema.ts";
import { schemaFromJsonSchema } from "../schema/from-json-schema.ts";
import { describeSchema } from "../schema/json-schema.ts";
import { writeAtomically } from "../sink/atomic-file.ts";
import type { Written } from "../sink/text-sinks.ts";
import type { Savable } from "../saving/checked-for-saving.ts";
import { saveFile, type SaveOptions } from "../saving/save-file.ts";
import type { Source } from "../source.ts";
import { duckdbDatabase } from "../sql/duckdb-database.ts";
import { postgresDatabase } from "../sql/postgres-database.ts";
import { sqliteDatabase } from "../sql/sqlite-database.ts";
import { sqlSource } from "../sql/sql-source.ts";
import { isSql, type CatalogDocument, type LabelEntry, type SchemaReference, type SourceEntry } from "./entry.ts";
import { fromEnvironment, type Environment } from "./environment.ts";
import { savedFile } from "./saved-file.ts";
import { suggestion } from "./suggestion.ts";
import { notFound } from "../not-found.ts";

/** Sources by name, as a file declares them. */
export interface Catalog {
  readonly file: string;
  readonly names: readonly string[];
  /** What the file says of a source, references unresolved. @throws TandemError `data/no-such-source` */
  entry(name: string): SourceEntry;
  /**
   * The source, labelled where its entry has a label.
   * @throws TandemError `data/no-such-source`, `data/missing-variable`, `data/bad-schema`
   */
  open(name: string): Promise<Source<Record<string, unknown>, unknown>>;
  /**
   * Saves samples, whole or in batches, as the source of that name, so that opening it gives them back. They are held
   * against its schema first: a file is there only once all of them were found valid, and refused where one is there
   * already, unless `ifExists` is "replace". CSV, NDJSON, JSON and Parquet can be saved.
   * @throws TandemError `data/invalid` with every invalid row, `data/exists`, `data/not-savable`, and what `open` throws
   */
  save(name: string, samples: Savable, options?: SaveOptions): Promise<Written>;
}

export interface CatalogOptions {
  /** Where `${env:NAME}` is looked up. Default `process.env`. */
  readonly env?: Environment;
}

/**
 * Opens a catalog of sources. The whole file is checked at once, so that a mistake in one entry is found before another
 * is used. @throws TandemError `data/bad-catalog` with line and column of every problem, `data/not-found`
 */
export async function openCatalog(file: string, { env = process.env }: CatalogOptions = {}): Promise<Catalog> {
  const { parseCatalog } = await import("./parse-catalog.ts");
  const { sources } = parseCatalog(await readText(file), file);
  const names = Object.keys(sources);
  const entry = (name: string) => {
    if (!Object.hasOwn(sources, name))
      throw new TandemError("data/no-such-source", {
        file,
        name,
        hint: suggestion(name, names) || `; it has ${names.join(", ")}`,
      });
    return sources[name]!;
  };
  const resolved = (name: string) => fromEnvironment(entry(name), { file, path: `sources.${name}` }, env);
  return {
    file,
    names,
    entry,
    open: async (name) => openEntry(name, resolved(name), file),
    async save(name, samples, options = {}) {
      const given = resolved(name);
      return saveFile(savedFile(name, given, await readingOf(name, given, file), file), samples, options);
    },
  };
}

/** Writes a catalog whole or not at all. @throws TandemError `data/bad-catalog` where it could not be opened again. */
export async function saveCatalog(file: string, document: CatalogDocument): Promise<void> {
  const [{ stringify }, { parseCatalog }] = await Promise.all([import("yaml"), import("./parse-catalog.ts")]);
  const text = stringify(document, { lineWidth: 120 });
  parseCatalog(text, file);
  await writeAtomically(file, (handle) => handle.writeFile(text));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw notFound(file, cause);
  }
}

async function openEntry(
  name: string,
  entry: SourceEntry,
  file: string,
): Promise<Source<Record<string, unknown>, unknown>> {
  const { kind, location = ":memory:", query, queryFile, parameters } = entry;
  const options = await readingOf(name, entry, file);
  const path = location === ":memory:" ? location : resolve(dirname(file), location);
  if (isSql(kind)) {
    const database =
      kind === "postgres"
        ? postgresDatabase(location)
        : kind === "sqlite"
          ? sqliteDatabase(path)
          : duckdbDatabase(path);
    return sqlSource(database, query ?? { file: resolve(dirname(file), queryFile!) }, {
      ...options,
      ...(parameters ? { parameters } : {}),
    });
  }
  const open = { csv: csvSource, ndjson: ndjsonSource, json: jsonSource, parquet: parquetSource }[kind as "csv"];
  return open<Record<string, unknown>, unknown>(path, options);
}

/** How a source is read, whatever its kind. */
async function readingOf(name: string, entry: SourceEntry, file: string) {
  const { schema, label, ...rest } = entry;
  return {
    ...rest,
    name,
    schema: await recordSchema(schema, file),
    ...(label ? { label: { column: label.column, schema: await labelSchema(label, file) } } : {}),
  };
}

async function recordSchema(schema: SourceEntry["schema"], file: string): Promise<Schema<Record<string, unknown>>> {
  return "module" in schema
    ? ((await exported(schema as SchemaReference, file)) as Schema<Record<string, unknown>>)
    : schemaFromTableSchema(schema as TableSchema);
}

async function labelSchema({ column, schema }: LabelEntry, file: string): Promise<Schema<unknown>> {
  if ("module" in schema) return exported(schema as SchemaReference, file);
  const field = schema as Omit<TableField, "name">;
  const table = schemaFromTableSchema({
    fields: [
      {
        ...field,
        name: column,
        constraints: { ...(field["constraints"] as TableField["constraints"]), required: true },
      },
    ],
  });
  const property = (describeSchema(table)?.["properties"] as Record<string, Record<string, unknown>>)[column]!;
  return schemaFromJsonSchema<unknown>(property);
}

async function exported(reference: SchemaReference, file: string): Promise<Schema<unknown>> {
  const where = `${file}: the schema { module: ${reference.module}, export: ${reference.export} }`;
  let module: Record<string, unknown>;
  try {
    module = (await import(moduleUrl(reference.module, file))) as Record<string, unknown>;
  } catch (cause) {
    throw new TandemError(
      "data/bad-schema",
      { where, reason: `cannot be imported: ${(cause as Error).message}` },
      { cause },
    );
  }
  const schema = module[reference.export] as Schema<unknown> | undefined;
  if (typeof schema?.["~standard"]?.validate === "function") return schema;
  const schemas = Object.keys(module).filter(
    (key) => typeof (module[key] as Schema<unknown> | undefined)?.["~standard"] === "object",
  );
  throw new TandemError("data/bad-schema", {
    where,
    reason: `is no schema${suggestion(reference.export, schemas) || `; the module exports the schemas ${schemas.join(", ") || "(none)"}`}`,
  });
}

/** Paths are taken from the catalog's folder, packages found from there; nothing is fetched from elsewhere. */
function moduleUrl(module: string, file: string): string {
  if (module.startsWith(".") || isAbsolute(module)) return pathToFileURL(resolve(dirname(file), module)).href;
  return pathToFileURL(createRequire(resolve(file)).resolve(module)).href;
}
